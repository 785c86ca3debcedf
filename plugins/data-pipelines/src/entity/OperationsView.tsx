import { useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useApi } from '@backstage/frontend-plugin-api';
import { operationReadPermission, type DataPipelinesApi, type ListOperationsQuery, type OperationSummary } from '@penstock/backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef } from '../api/dataPipelinesApiRef';
import { hasEnded } from '../api/operationPhases';
import { useLive } from '../api/useLive';
import { Age } from '../parts/Age';
import { Elapsed } from '../parts/Elapsed';
import { FactTable } from '../parts/FactTable';
import { FailureView } from '../parts/FailureView';
import { withReadableTimes } from '../parts/format';
import { kindWord } from '../parts/kindWord';
import { nameOfRef } from '../parts/links';
import { LoadingRows } from '../parts/LoadingRows';
import { OperationLink } from '../parts/OperationLink';
import { PhaseStatus } from '../parts/PhaseStatus';
import { NothingYet } from '../parts/StateViews';
import { useWords } from '../parts/words';
import { StaleBanner } from '../pages/PageBanners';

const PER_PAGE = 50;

/** Whose operations are listed. */
export type OperationsOf = Pick<ListOperationsQuery, 'pipeline' | 'element'>;

/** Those that run first, each part newest first as the server lists them. */
export function runningFirst(operations: readonly OperationSummary[]): OperationSummary[] {
  return [...operations].sort((a, b) => Number(hasEnded(a.phase)) - Number(hasEnded(b.phase)));
}

async function load(api: DataPipelinesApi, of: OperationsOf, pages: number): Promise<{ items: OperationSummary[]; more: boolean }> {
  const items: OperationSummary[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < pages; page += 1) {
    const answer = await api.listOperations({ ...of, limit: PER_PAGE, ...(cursor ? { cursor } : {}) });
    items.push(...answer.items);
    cursor = answer.nextCursor;
    if (cursor === undefined) break;
  }
  return { items: runningFirst(items), more: cursor !== undefined };
}

function Name({ item }: { item: OperationSummary }) {
  return (
    <Box sx={{ overflowWrap: 'anywhere' }}>
      <Box sx={{ fontWeight: 600 }}>
        <OperationLink id={item.id}>{item.title}</OperationLink>
      </Box>
      {item.message && <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>{withReadableTimes(item.message)}</Box>}
    </Box>
  );
}

function Took({ item }: { item: OperationSummary }) {
  if (item.startedAt === undefined) return null;
  return (
    <Box component="span" sx={{ whiteSpace: 'nowrap' }}>
      <Elapsed from={item.startedAt} to={hasEnded(item.phase) ? (item.finishedAt ?? item.updatedAt) : undefined} />
    </Box>
  );
}

/** The operations of a pipeline or an element: those that run first, then the newest. */
export function OperationsView({ of, name }: { of: OperationsOf; name: string }) {
  const t = useWords();
  const api = useApi(dataPipelinesApiRef);
  const [pages, setPages] = useState(1);
  const live = useLive(`operations ${JSON.stringify(of)} ${pages}`, () => load(api, of, pages));
  if (live.state === 'loading') return <LoadingRows rows={4} height={56} />;
  if (live.state === 'failed') return <FailureView error={live.error} permission={operationReadPermission.name} onRetry={live.retry} />;
  const { items, more } = live.value;
  return (
    <>
      <StaleBanner live={live} />
      {items.length === 0 ? (
        <NothingYet title={t('operations.emptyTitle')} text={t('operations.emptyText')} />
      ) : (
        <FactTable<OperationSummary>
          label={t('operations.tableName', { name })}
          items={items}
          keyOf={({ id }) => id}
          cardsBelow={760}
          columns={[
            { head: t('operations.column.operation'), cell: item => <Name item={item} /> },
            { head: t('operations.column.phase'), cell: item => <PhaseStatus phase={item.phase} reached={item.reached} context={item.title} /> },
            { head: t('operations.column.kind'), cell: item => kindWord(t, item.kind) },
            { head: t('operations.column.by'), cell: item => item.schedule ?? nameOfRef(item.createdBy) },
            { head: t('operations.column.started'), cell: item => <Age at={item.createdAt} /> },
            { head: t('operations.column.took'), align: 'right', cell: item => <Took item={item} /> },
          ]}
        />
      )}
      {more && (
        <Button sx={{ justifySelf: 'start' }} onClick={() => setPages(pages + 1)}>
          {t('operations.more')}
        </Button>
      )}
    </>
  );
}
