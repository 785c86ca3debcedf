import { useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import TextField from '@mui/material/TextField';
import type SvgIcon from '@mui/material/SvgIcon';
import CheckCircle from '@mui/icons-material/CheckCircleOutlined';
import Dangerous from '@mui/icons-material/DangerousOutlined';
import Download from '@mui/icons-material/DownloadOutlined';
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
  const { object, act, reason, step, yaml, kubectl } = written;
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
          {/* one object may be written by several steps */}
          <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>{t('objects.byStep', { step })}</Box>
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

/** So many stand there at once; the rest is a press away. */
const AT_ONCE = 6;

/** Gives the list as a file to keep. */
function save(objects: readonly WrittenObject[], name: string): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(objects, undefined, 2)], { type: 'application/json' }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = `${name}.json`;
  anchor.click();
  URL.revokeObjectURL(url);
}

/** Whether kind, name, place, outcome or reason has the text, in any case. */
function matches({ object, outcome, reason, step }: WrittenObject, text: string): boolean {
  return [object.kind, object.name, object.cluster, object.namespace, outcome, reason, step].some(part => part?.toLowerCase().includes(text.trim().toLowerCase()));
}

/** The objects that an operation has written, with outcome and reason, as YAML and as command; many can be searched, all be saved as `name`. */
export function ObjectsWritten({ objects, name }: { objects: readonly WrittenObject[]; name: string }) {
  const t = useWords();
  const [text, setText] = useState('');
  const [all, setAll] = useState(false);
  const found = failedFirst(objects).filter(written => matches(written, text));
  const shown = all || text !== '' ? found : found.slice(0, AT_ONCE);
  const many = objects.length > AT_ONCE;
  return (
    <Paper component="section" variant="outlined" aria-labelledby="penstock-objects-title" sx={{ minWidth: 0 }}>
      <Box sx={{ padding: 2, paddingBottom: 1, display: 'grid', gap: 1, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        <SectionHead id="penstock-objects-title" aside={String(objects.length)}>
          {t('objects.title')}
        </SectionHead>
        {objects.length === 0 && t('objects.none')}
        {many && (
          <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1 }}>
            <TextField size="small" type="search" label={t('objects.search')} value={text} onChange={event => setText(event.target.value)} sx={{ flex: '1 1 160px' }} />
            <Button size="small" startIcon={<Download aria-hidden />} onClick={() => save(objects, name)}>
              {t('objects.download')}
            </Button>
          </Box>
        )}
        {many && found.length === 0 && t('objects.noneFound')}
      </Box>
      <Box component="ul" aria-labelledby="penstock-objects-title" sx={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {shown.map(written => (
          <Written key={`${written.step} ${written.act} ${written.object.kind} ${written.object.namespace ?? ''} ${written.object.name}`} written={written} />
        ))}
      </Box>
      {many && text === '' && (
        <Box sx={theme => ({ padding: 1, borderTop: `1px solid ${theme.penstock.line}` })}>
          <Button size="small" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? t('objects.fewer') : t('objects.all', { count: objects.length })}
          </Button>
        </Box>
      )}
    </Paper>
  );
}
