import { useState } from 'react';
import Box from '@mui/material/Box';
import { useApi } from '@backstage/frontend-plugin-api';
import { formatDuration, type Pipeline, type Plan, type RecoveryPoint } from '@penstock/backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef } from '../api/dataPipelinesApiRef';
import { readError } from '../api/readError';
import { useLive } from '../api/useLive';
import { Fact } from '../parts/Fact';
import { formatValue } from '../parts/format';
import { useWords, type Words } from '../parts/words';
import { pastPauses } from './pastPauses';

/** So many earlier points are looked through. */
const LOOKED_AT = 50;

function pauseWords(t: Words, points: readonly RecoveryPoint[], elements: readonly string[]): string {
  const past = pastPauses(points, elements);
  if (!past) return t('snapshot.pastNone');
  const [least, most] = [past.leastMs, past.mostMs].map(ms => formatValue(ms, 'milliseconds'));
  return least === most ? t('snapshot.pastSame', { count: past.count, most }) : t('snapshot.past', { count: past.count, least, most });
}

/** How long writes stood still at earlier cuts of the same elements. */
function PastPause({ pipeline, elements }: { pipeline: string; elements: readonly string[] }) {
  const t = useWords();
  const api = useApi(dataPipelinesApiRef);
  // The points that there were when the dialog opened.
  const [query] = useState({ pipeline, limit: LOOKED_AT });
  const live = useLive(`points ${JSON.stringify(query)}`, () => api.listRecoveryPoints(query), { follow: false });
  if (live.state === 'loading') return <>{t('state.loading')}</>;
  if (live.state === 'failed') return <>{`${t('measure.notKnown')}: ${readError(live.error).what}`}</>;
  return <>{pauseWords(t, live.value.items, elements)}</>;
}

/** What a snapshot will be: what happens to each element in the plan's own sentences, how long writes may and did stand still, and where it is kept. */
export function SnapshotOutlook({ plan, pipeline, elements, pauses }: { plan: Plan | undefined; pipeline: Pipeline; elements: readonly string[]; pauses: boolean }) {
  const t = useWords();
  const sentences = plan?.effects.sentences ?? [];
  const paused = plan?.effects.writesPausedSeconds;
  return (
    <Box sx={theme => ({ padding: 1.5, borderRadius: '8px', backgroundColor: theme.penstock.subtle, overflowWrap: 'anywhere', display: 'grid', gap: 1.5 })}>
      {sentences.length > 0 && (
        <Box component="ul" aria-label={t('snapshot.whatHappens')} sx={{ margin: 0, paddingLeft: 2.5 }}>
          {sentences.map(({ subject, sentence }) => (
            <li key={`${subject} ${sentence}`}>
              <strong>{subject}:</strong> {sentence}
            </li>
          ))}
        </Box>
      )}
      {plan && <div>{paused === undefined ? t('snapshot.noPause') : t('snapshot.pausedAtMost', { value: formatDuration(paused) })}</div>}
      <Box component="dl" sx={{ margin: 0, display: 'grid', gap: 1.5 }}>
        {pauses && (
          <Fact name={t('snapshot.pastTitle')}>
            <PastPause pipeline={pipeline.summary.name} elements={elements} />
          </Fact>
        )}
        <Fact name={t('points.column.keptIn')}>{t('snapshot.keptLocal')}</Fact>
      </Box>
    </Box>
  );
}
