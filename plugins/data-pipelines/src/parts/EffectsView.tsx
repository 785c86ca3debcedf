import type { ReactNode } from 'react';
import Box from '@mui/material/Box';
import { formatBytes, formatDuration, type Plan } from '@penstock/backstage-plugin-data-pipelines-common';
import { Fact } from './Fact';
import { FactTable } from './FactTable';
import { SectionHead } from './SectionHead';
import { useWords } from './words';

function Sentence({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Box component="li" sx={{ overflowWrap: 'anywhere' }}>
      <Box component="span" sx={{ fontWeight: 500 }}>
        {name}:
      </Box>{' '}
      {children}
    </Box>
  );
}

/** Who jumps where: consumer groups after a restore. */
export function ConsumerJumps({ plan }: { plan: Plan }) {
  const t = useWords();
  const offset = (at: number | undefined) => (at === undefined ? t('measure.notKnown') : at.toLocaleString('en-US'));
  if (plan.consumers.length === 0) return null;
  return (
    <FactTable
      label={t('effects.consumers')}
      items={plan.consumers}
      keyOf={jump => `${jump.group} ${jump.topic}`}
      cardsBelow={640}
      columns={[
        { head: t('effects.group'), cell: jump => jump.group },
        { head: t('effects.topic'), cell: jump => `${jump.topic} (${jump.partitions})` },
        { head: t('effects.jump'), cell: jump => t('plan.fromTo', { from: offset(jump.nowAt), to: offset(jump.goesTo) }) },
        { head: t('effects.meaning'), cell: jump => jump.sentence },
      ]}
    />
  );
}

/** What is felt: restarts, paused writes, what is lost and replayed side by side, space, undo, and what cancelling would do. */
export function EffectsView({ plan }: { plan: Plan }) {
  const t = useWords();
  const { restarts, writesPausedSeconds, lost, replayed, spaceBytes, sentences } = plan.effects;
  return (
    <Box component="section" aria-labelledby="penstock-effects-title" sx={{ minWidth: 0, display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <Box>
        <SectionHead id="penstock-effects-title">{t('effects.title')}</SectionHead>
        <Box component="dl" sx={{ margin: 0, display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 180px), 1fr))', gap: 1.5 }}>
          <Fact name={t('effects.restarts')}>{restarts}</Fact>
          {writesPausedSeconds !== undefined && <Fact name={t('effects.paused')}>{t('effects.atMost', { value: formatDuration(writesPausedSeconds) })}</Fact>}
          {lost && <Fact name={t('effects.lost')}>{lost.sentence}</Fact>}
          {replayed && <Fact name={t('effects.replayed')}>{replayed.sentence}</Fact>}
          {spaceBytes !== undefined && <Fact name={t('effects.space')}>{t('effects.atMost', { value: formatBytes(spaceBytes) })}</Fact>}
          <Fact name={t('effects.undo')}>{plan.undo.sentence}</Fact>
        </Box>
      </Box>
      {(sentences.length > 0 || plan.cancel.length > 0) && (
        <Box component="ul" sx={{ margin: 0, paddingLeft: 2.5 }}>
          {sentences.map(({ subject, sentence }) => (
            <Sentence key={`${subject} ${sentence}`} name={subject}>
              {sentence}
            </Sentence>
          ))}
          {plan.cancel.map(sentence => (
            <Sentence key={sentence} name={t('effects.ifCancelled')}>
              {sentence}
            </Sentence>
          ))}
        </Box>
      )}
      <ConsumerJumps plan={plan} />
    </Box>
  );
}
