import Box from '@mui/material/Box';
import DeleteOutline from '@mui/icons-material/DeleteOutlineOutlined';
import FilterList from '@mui/icons-material/FilterListOutlined';
import Button from '@mui/material/Button';
import { useApi } from '@backstage/frontend-plugin-api';
import { operationReadPermission, snapshotDeletePermission, type Element, type Pipeline, type RecoveryPoint, type RecoveryPointList } from '@penstock/backstage-plugin-data-pipelines-common';
import { useNavigate } from 'react-router-dom';
import { useClock } from '../api/clock';
import { dataPipelinesApiRef } from '../api/dataPipelinesApiRef';
import { useLive, type Live } from '../api/useLive';
import type { Rights } from '../api/useRights';
import { RequestDialog } from '../dialogs/RequestDialog';
import { SnapshotButton } from '../dialogs/SnapshotButton';
import { StaleBanner } from '../pages/PageBanners';
import { deniedReason } from '../parts/DeniedReason';
import { useOpenDialog } from '../parts/DialogHost';
import { FailureView } from '../parts/FailureView';
import { LoadingRows } from '../parts/LoadingRows';
import { Pager } from '../parts/Pager';
import { StateFrame } from '../parts/StateFrame';
import { NothingYet } from '../parts/StateViews';
import { useWords } from '../parts/words';
import { SchedulesCard } from '../schedules/SchedulesCard';
import { useSchedules } from '../schedules/useSchedules';
import { ClonePoint } from './ClonePoint';
import { LeftoversCard } from './LeftoversCard';
import { titleOfPoint } from './PointCells';
import { PointFilters } from './PointFilters';
import { POINTS_PER_PAGE, usePointQuery } from './pointQuery';
import { PointsTable } from './PointsTable';
import { ProtectionNumbers } from './ProtectionNumbers';
import { useRestoreLink } from './useRestoreLink';

/** Whose points are shown: a pipeline's, or those of one element in it. */
export interface PointsOf {
  pipeline: Pipeline;
  element?: Element;
}

const RESTORE_DENIED = 'penstock-restore-denied';
const DELETE_DENIED = 'penstock-delete-denied';

function Denials({ rights }: { rights: Rights }) {
  return (
    <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>
      <div id={RESTORE_DENIED}>{deniedReason(rights('restore'))}</div>
      <div id={DELETE_DENIED}>{deniedReason(rights('delete'))}</div>
    </Box>
  );
}

interface ListProps {
  of: PointsOf;
  name: string;
  live: Live<RecoveryPointList>;
  query: ReturnType<typeof usePointQuery>;
  rights: Rights;
}

function List({ of, name, live, query, rights }: ListProps) {
  const t = useWords();
  const clock = useClock();
  const navigate = useNavigate();
  const restoreLink = useRestoreLink();
  const openDialog = useOpenDialog();
  if (live.state !== 'ready') return null;
  const { items, total, nextCursor } = live.value;
  const { filter, open, page, change, turn } = query;
  const filtered = filter.day !== undefined || filter.state !== undefined;
  const refused = (kind: 'restore' | 'delete', id: string) => (rights(kind)?.allowed === false ? id : undefined);
  const onRestore = (point: RecoveryPoint) => {
    const to = restoreLink(point.id, of.element?.id);
    if (to) navigate(to);
  };
  const onDelete = (point: RecoveryPoint) =>
    openDialog(close => (
      <RequestDialog
        icon={DeleteOutline}
        title={t('points.deleteOf', { time: titleOfPoint(point, clock.now()) })}
        request={{ kind: 'delete', recoveryPoint: point.id }}
        permission={snapshotDeletePermission.name}
        onClose={close}
      />
    ));
  if (items.length === 0 && !filtered && page === 0) {
    return (
      <NothingYet title={t('points.emptyTitle')} text={t('points.emptyText', { name })} action={<SnapshotButton of={of} right={rights('snapshot')} />} />
    );
  }
  const pages = nextCursor === undefined ? page + 1 : Math.max(page + 2, Math.ceil(total / POINTS_PER_PAGE));
  return (
    <>
      <PointFilters filter={filter} onChange={entries => change({ day: entries.day, state: entries.state, point: undefined })} />
      <Denials rights={rights} />
      {items.length === 0 ? (
        <StateFrame icon={FilterList} title={t('points.filteredTitle')} actions={<Button onClick={() => change({ day: undefined, state: undefined })}>{t('points.clear')}</Button>}>
          {t('points.filteredText', { filters: [filter.day, filter.state && t(`pointState.${filter.state}`)].filter(Boolean).join(', ') })}
        </StateFrame>
      ) : (
        <PointsTable
          name={name}
          points={items}
          actions={{ onRestore, onDelete, restoreRefusedBy: refused('restore', RESTORE_DENIED), deleteRefusedBy: refused('delete', DELETE_DENIED) }}
          actionsOf={point => <ClonePoint point={point} among={of.element ? [of.element] : of.pipeline.elements} all={of.pipeline.elements} rights={rights} />}
          open={open}
          onOpen={id => change({ point: id })}
        />
      )}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: 1.5 }}>
        <span>{t('points.total', { count: total })}</span>
        <Pager page={page} pages={pages} onPage={to => turn(to, nextCursor)} />
      </Box>
    </>
  );
}

/** What can be restored from: how much that achieves, on a line of time, and in a table that is read page by page; with the schedules that make it, and what operations left over. */
export function RecoveryPointsView({ of, name, rights }: { of: PointsOf; name: string; rights: Rights }) {
  const t = useWords();
  const api = useApi(dataPipelinesApiRef);
  const query = usePointQuery();
  const whose = of.element ? { element: of.element.id } : { pipeline: of.pipeline.summary.name };
  const asked = { ...whose, ...query.filter, limit: POINTS_PER_PAGE, ...(query.cursor && { cursor: query.cursor }) };
  const live = useLive(`points ${JSON.stringify(asked)}`, () => api.listRecoveryPoints(asked));
  const schedules = useSchedules(whose);
  return (
    <>
      <Box sx={{ display: 'flex', justifyContent: 'flex-end' }}>
        <SnapshotButton of={of} right={rights('snapshot')} variant="contained" />
      </Box>
      {live.state === 'loading' && <LoadingRows rows={5} height={60} />}
      {live.state === 'failed' && <FailureView error={live.error} permission={operationReadPermission.name} onRetry={live.retry} />}
      {live.state === 'ready' && (
        <Box component="section" aria-label={t('data.points')} sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
          <StaleBanner live={live} />
          <ProtectionNumbers
            summary={live.value.summary}
            schedules={schedules.state === 'ready' ? schedules.value.items : undefined}
            open={query.open}
            onOpen={point => query.change({ point: point.id, day: point.at.slice(0, 10), state: undefined })}
          />
          <List of={of} name={name} live={live} query={query} rights={rights} />
        </Box>
      )}
      <SchedulesCard of={of} live={schedules} />
      <LeftoversCard pipeline={of.pipeline} element={of.element?.id} rights={rights} />
    </>
  );
}
