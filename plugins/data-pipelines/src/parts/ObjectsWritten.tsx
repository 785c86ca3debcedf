import { useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import type SvgIcon from '@mui/material/SvgIcon';
import CheckCircle from '@mui/icons-material/CheckCircleOutlined';
import Dangerous from '@mui/icons-material/DangerousOutlined';
import HourglassEmpty from '@mui/icons-material/HourglassEmptyOutlined';
import Undo from '@mui/icons-material/UndoOutlined';
import type { WrittenObject } from '@penstock/backstage-plugin-data-pipelines-common';
import { ActMark } from './ActMark';
import { CodeBlock } from './CodeBlock';
import { CopyButton } from './CopyButton';
import { SectionHead } from './SectionHead';
import type { Tone } from './tokens';
import { ToneChip } from './ToneChip';
import { useWords } from './words';

type Outcome = NonNullable<WrittenObject['outcome']>;

const LOOKS: Record<Outcome, { tone: Tone; Icon: typeof SvgIcon }> = {
  done: { tone: 'ok', Icon: CheckCircle },
  pending: { tone: 'info', Icon: HourglassEmpty },
  failed: { tone: 'crit', Icon: Dangerous },
  undone: { tone: 'neut', Icon: Undo },
};

const ORDER: readonly Outcome[] = ['failed', 'undone', 'pending', 'done'];

/** An outcome that is not told, or that this page does not know, is pending, never done. */
function outcomeOf({ outcome }: WrittenObject): Outcome {
  return outcome !== undefined && Object.hasOwn(LOOKS, outcome) ? outcome : 'pending';
}

/** What went wrong first; otherwise as written. */
export function failedFirst(objects: readonly WrittenObject[]): WrittenObject[] {
  return [...objects].sort((a, b) => ORDER.indexOf(outcomeOf(a)) - ORDER.indexOf(outcomeOf(b)));
}

function Written({ written }: { written: WrittenObject }) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const { object, act, reason, yaml, kubectl } = written;
  const outcome = outcomeOf(written);
  const { tone, Icon } = LOOKS[outcome];
  const name = `${object.kind} ${object.name}`;
  const where = [object.cluster, object.namespace].filter(Boolean).join(' / ');
  return (
    <Box component="li" sx={theme => ({ padding: 2, display: 'grid', gap: 1, borderTop: `1px solid ${theme.penstock.line}`, minWidth: 0 })}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'flex-start' }}>
        <Box sx={{ flex: '1 1 180px', minWidth: 0, overflowWrap: 'anywhere' }}>
          <Box sx={{ fontWeight: 500 }}>{name}</Box>
          <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>{where}</Box>
        </Box>
        <ActMark act={act} />
        <ToneChip tone={tone} Icon={Icon} context={name}>
          {t(`outcome.${outcome}`)}
        </ToneChip>
      </Box>
      {reason && <Box sx={{ overflowWrap: 'anywhere' }}>{reason}</Box>}
      {(yaml !== undefined || kubectl !== undefined) && (
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
          {yaml !== undefined && (
            <Button size="small" aria-expanded={open} aria-label={t('objects.yamlOf', { name })} onClick={() => setOpen(!open)}>
              {t('objects.yaml')}
            </Button>
          )}
          {kubectl !== undefined && (
            <CopyButton text={kubectl} size="small" name={t('objects.kubectlOf', { name })}>
              {t('objects.kubectl')}
            </CopyButton>
          )}
        </Box>
      )}
      {open && yaml !== undefined && <CodeBlock label={t('objects.yamlOf', { name })}>{yaml}</CodeBlock>}
    </Box>
  );
}

/** The objects that an operation has written, with outcome and reason, as YAML and as command. */
export function ObjectsWritten({ objects }: { objects: readonly WrittenObject[] }) {
  const t = useWords();
  return (
    <Paper component="section" variant="outlined" aria-labelledby="penstock-objects-title" sx={{ minWidth: 0 }}>
      <Box sx={{ padding: 2, paddingBottom: 1 }}>
        <SectionHead id="penstock-objects-title" aside={String(objects.length)}>
          {t('objects.title')}
        </SectionHead>
        {objects.length === 0 && t('objects.none')}
      </Box>
      <Box component="ul" aria-labelledby="penstock-objects-title" sx={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {failedFirst(objects).map(written => (
          <Written key={`${written.step} ${written.act} ${written.object.kind} ${written.object.namespace ?? ''} ${written.object.name}`} written={written} />
        ))}
      </Box>
    </Paper>
  );
}
