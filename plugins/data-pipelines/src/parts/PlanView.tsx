import { useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import type { Plan, PlanChange } from '@penstock/backstage-plugin-data-pipelines-common';
import { useClock } from '../api/clock';
import { ActMark, ACTS } from './ActMark';
import { CodeBlock } from './CodeBlock';
import { CopyButton } from './CopyButton';
import { formatTime, withReadableTimes } from './format';
import { SectionHead } from './SectionHead';
import { useWords, type Words } from './words';

/** How many objects each act concerns, in words: "2 change, 4 keep". */
export function countsOfActs(t: Words, changes: readonly PlanChange[]): string {
  return ACTS.flatMap(act => {
    const count = changes.filter(change => change.act === act).reduce((sum, change) => sum + (change.count ?? 1), 0);
    return count > 0 ? [t('plan.countOf', { number: String(count), act: t(`act.${act}`) })] : [];
  }).join(', ');
}

function Change({ change }: { change: PlanChange }) {
  const t = useWords();
  const { act, sentence, object, field, from, to, by, note, names = [] } = change;
  const mono = { fontFamily: 'monospace', fontSize: 12, lineHeight: '20px', overflowWrap: 'anywhere' } as const;
  const faint = { fontSize: 12, lineHeight: '16px', color: (theme: { penstock: { fg2: string } }) => theme.penstock.fg2, overflowWrap: 'anywhere' } as const;
  const objectName = object && `${object.kind} ${object.name}`;
  return (
    <Box
      component="li"
      sx={theme => ({ display: 'flex', gap: 1.5, padding: 1.5, '& + &': { borderTop: `1px solid ${theme.penstock.line}` } })}
    >
      <Box sx={{ width: 88, flex: 'none' }}>
        <ActMark act={act} />
      </Box>
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Box sx={{ overflowWrap: 'anywhere', fontWeight: act === 'keep' ? 400 : 500 }}>{withReadableTimes(sentence)}</Box>
        {object && (
          <Box sx={faint}>
            {sentence.includes(object.name) ? '' : `${objectName} · `}
            {[object.cluster, object.namespace].filter(Boolean).join(' / ')}
          </Box>
        )}
        {field && <Box sx={mono}>{field}</Box>}
        {(from !== undefined || to !== undefined) && <Box sx={mono}>{t('plan.fromTo', { from: from ?? t('plan.nothing'), to: to ?? t('plan.nothing') })}</Box>}
        {names.length > 0 && <Box sx={faint}>{names.join(', ')}</Box>}
        {note && <Box sx={faint}>{withReadableTimes(note)}</Box>}
        {act !== 'keep' && <Box sx={faint}>{t('plan.by', { who: by })}</Box>}
      </Box>
    </Box>
  );
}

function Commands({ text }: { text: string }) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1, marginTop: 1 }}>
        <CopyButton text={text} size="small">{t('plan.copyKubectl')}</CopyButton>
        <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t('plan.hideKubectl') : t('plan.showKubectl')}
        </Button>
      </Box>
      {open && <CodeBlock label={t('plan.kubectlLabel')}>{text}</CodeBlock>}
    </>
  );
}

/** What a plan does to which object, who does it, and the same as commands where there are some. */
export function PlanView({ plan }: { plan: Plan }) {
  const t = useWords();
  const clock = useClock();
  const commands = plan.steps.flatMap(({ kubectl }) => kubectl ?? []).join('\n');
  return (
    <Box component="section" aria-labelledby="penstock-plan-title" sx={{ minWidth: 0 }}>
      <SectionHead id="penstock-plan-title" aside={t('plan.drawn', { time: formatTime(plan.drawnAt, clock.now()) })}>
        {t('plan.title')}
      </SectionHead>
      <Box sx={{ fontSize: 12, lineHeight: '16px', marginBottom: 1, color: theme => theme.penstock.fg2 }}>{countsOfActs(t, plan.changes)}</Box>
      <Box component="ul" aria-label={t('plan.changes')} sx={theme => ({ listStyle: 'none', margin: 0, padding: 0, border: `1px solid ${theme.penstock.line}`, borderRadius: '8px' })}>
        {plan.changes.map((change, place) => (
          <Change key={`${place} ${change.sentence}`} change={change} />
        ))}
      </Box>
      {commands !== '' && <Commands text={commands} />}
    </Box>
  );
}
