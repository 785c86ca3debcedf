import { useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Radio from '@mui/material/Radio';
import VerifiedUser from '@mui/icons-material/VerifiedUserOutlined';
import { useApi } from '@backstage/frontend-plugin-api';
import { operationReadPermission, type DataPipelinesApi, type RecoveryPoint } from '@penstock/backstage-plugin-data-pipelines-common';
import { useClock } from '../api/clock';
import { dataPipelinesApiRef } from '../api/dataPipelinesApiRef';
import { useLive } from '../api/useLive';
import { FailureView } from '../parts/FailureView';
import { LoadingRows } from '../parts/LoadingRows';
import { SectionHead } from '../parts/SectionHead';
import { ToneChip } from '../parts/ToneChip';
import { useWords } from '../parts/words';
import { CutCell, MakerCell, RestorableCell, StateCell, titleOfPoint } from '../recovery/PointCells';
import { bestPoint } from '../recovery/pointWords';

const PER_PAGE = 10;

async function load(api: DataPipelinesApi, of: { pipeline?: string; element?: string }, pages: number, chosen: RecoveryPoint): Promise<{ items: RecoveryPoint[]; more: boolean }> {
  const items: RecoveryPoint[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < pages; page += 1) {
    const answer = await api.listRecoveryPoints({ ...of, limit: PER_PAGE, ...(cursor ? { cursor } : {}) });
    items.push(...answer.items);
    cursor = answer.nextCursor;
    if (cursor === undefined) break;
  }
  return { items: items.some(({ id }) => id === chosen.id) ? items : [chosen, ...items], more: cursor !== undefined };
}

function Choice({ point, chosen, best, onChoose }: { point: RecoveryPoint; chosen: boolean; best: boolean; onChoose: () => void }) {
  const t = useWords();
  const clock = useClock();
  const refused = point.restorableTo.length === 0;
  return (
    <Paper
      component="label"
      variant="outlined"
      sx={theme => ({
        display: 'flex',
        flexWrap: 'wrap',
        gap: 1.5,
        padding: 1.5,
        minWidth: 0,
        alignItems: 'flex-start',
        cursor: refused ? 'not-allowed' : 'pointer',
        backgroundColor: chosen ? theme.penstock.selected : theme.penstock.surface,
        borderColor: chosen ? `${theme.penstock.accent} !important` : undefined,
      })}
    >
      <Radio
        size="small"
        name="penstock-restore-point"
        checked={chosen}
        disabled={refused}
        onChange={onChoose}
        inputProps={{ 'aria-label': t('restore.pointOf', { time: titleOfPoint(point, clock.now()) }) }}
        sx={{ padding: 0.5 }}
      />
      <Box sx={{ flex: '1 1 160px', minWidth: 0 }}>
        <CutCell point={point} />
      </Box>
      <Box sx={{ flex: '2 1 220px', minWidth: 0 }}>
        <StateCell point={point} />
        {best && (
          <Box sx={{ marginTop: 0.5 }}>
            <ToneChip tone="info" Icon={VerifiedUser}>
              {t('restore.best')}
            </ToneChip>
          </Box>
        )}
      </Box>
      <Box sx={{ flex: '1 1 140px', minWidth: 0 }}>
        <MakerCell point={point} />
      </Box>
      <Box sx={{ flex: '1 1 140px', minWidth: 0 }}>
        <RestorableCell point={point} />
      </Box>
    </Paper>
  );
}

/** First step: from which point. The newest whose elements fit together is marked, not just the newest. */
export function PointStep({ point, element, onChoose }: { point: RecoveryPoint; element?: string; onChoose: (id: string) => void }) {
  const t = useWords();
  const api = useApi(dataPipelinesApiRef);
  const [pages, setPages] = useState(1);
  const of = element ? { element } : { pipeline: point.pipeline };
  const live = useLive(`restore from ${JSON.stringify(of)} ${pages} ${point.id}`, () => load(api, of, pages, point));
  if (live.state === 'loading') return <LoadingRows rows={4} height={64} />;
  if (live.state === 'failed') return <FailureView error={live.error} permission={operationReadPermission.name} onRetry={live.retry} />;
  const best = bestPoint(live.value.items);
  return (
    <Box component="section" aria-labelledby="penstock-restore-point" sx={{ minWidth: 0 }}>
      <SectionHead id="penstock-restore-point">{t('restore.pointTitle')}</SectionHead>
      <Box role="radiogroup" aria-labelledby="penstock-restore-point" sx={{ display: 'grid', gap: 1, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        {live.value.items.map(each => (
          <Choice key={each.id} point={each} chosen={each.id === point.id} best={each.id === best?.id} onChoose={() => onChoose(each.id)} />
        ))}
      </Box>
      {live.value.more && <Button onClick={() => setPages(pages + 1)}>{t('operations.more')}</Button>}
    </Box>
  );
}
