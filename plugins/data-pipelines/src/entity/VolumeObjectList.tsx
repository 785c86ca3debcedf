import { useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import HelpOutline from '@mui/icons-material/HelpOutlineOutlined';
import type { VolumeObject } from '@penstock/backstage-plugin-data-pipelines-common';
import { CodeBlock } from '../parts/CodeBlock';
import { CopyButton } from '../parts/CopyButton';
import { ToneChip } from '../parts/ToneChip';
import { useWords } from '../parts/words';

function Shown({ part }: { part: VolumeObject }) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const { role, object, yaml, reason, kubectl } = part;
  const name = `${object.kind} ${object.name}`;
  return (
    <Box component="li" sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
      <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>{t(`volumeObject.${role}`)}</Box>
      <Box sx={{ fontWeight: 500 }}>{name}</Box>
      {yaml === undefined && (
        <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1 }}>
          <ToneChip tone="neut" Icon={HelpOutline} dashed>
            {t('status.Unknown')}
          </ToneChip>
          <span>{reason}</span>
        </Box>
      )}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, marginLeft: '-5px' }}>
        {yaml !== undefined && (
          <Button size="small" aria-expanded={open} aria-label={t('objects.yamlOf', { name })} onClick={() => setOpen(!open)}>
            {t('objects.yaml')}
          </Button>
        )}
        <CopyButton text={kubectl} size="small" name={t('objects.kubectlOf', { name })}>
          {t('objects.kubectl')}
        </CopyButton>
      </Box>
      {open && yaml !== undefined && (
        <Box sx={{ display: 'grid', gap: 0.5, justifyItems: 'start', gridTemplateColumns: 'minmax(0, 1fr)' }}>
          <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>{t('volumeObject.masked')}</Box>
          <Box sx={{ width: '100%' }}>
            <CodeBlock label={t('objects.yamlOf', { name })}>{yaml}</CodeBlock>
          </Box>
          <CopyButton text={yaml} size="small" name={t('volumeObject.copyYamlOf', { name })}>
            {t('volumeObject.copyYaml')}
          </CopyButton>
        </Box>
      )}
    </Box>
  );
}

/** The objects that a volume is made of, each as YAML and as command; where one cannot be read, why. */
export function VolumeObjectList({ objects }: { objects: readonly VolumeObject[] }) {
  const t = useWords();
  return (
    <Box component="ul" aria-label={t('drawer.objects')} sx={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      {objects.map(part => (
        <Shown key={`${part.role} ${part.object.kind} ${part.object.name}`} part={part} />
      ))}
    </Box>
  );
}
