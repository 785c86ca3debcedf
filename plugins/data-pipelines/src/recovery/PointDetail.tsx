import { useState, type ReactNode } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Remove from '@mui/icons-material/RemoveOutlined';
import { useApi } from '@backstage/frontend-plugin-api';
import { formatBytes, operationReadPermission, type PointMember, type PointOffsets, type RecoveryPoint, type UnmeasuredLog } from '@penstock/backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef } from '../api/dataPipelinesApiRef';
import { useLive } from '../api/useLive';
import { Fact } from '../parts/Fact';
import { FactTable } from '../parts/FactTable';
import { FailureView } from '../parts/FailureView';
import { formatValue } from '../parts/format';
import { LoadingRows } from '../parts/LoadingRows';
import { OperationLink } from '../parts/OperationLink';
import { ToneChip } from '../parts/ToneChip';
import { useWords } from '../parts/words';
import { elementSpread } from './elementSpread';
import { PointStateChip } from './PointChips';

/** The instant of a cut to the millisecond, in UTC. */
function exactTime(at: string): string {
  const time = Date.parse(at);
  return Number.isNaN(time) ? at : `${new Date(time).toISOString().replace('T', ' ').slice(0, 23)} UTC`;
}

function Partitions({ offsets }: { offsets: PointOffsets }) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const { group, topic, partitions } = offsets;
  return (
    <>
      <Button size="small" aria-expanded={open} aria-label={t('points.partitionsOf', { group: group || t('points.endOfLog'), topic })} onClick={() => setOpen(!open)}>
        {t('points.partitions', { count: partitions.length })}
      </Button>
      {open && (
        <Box sx={{ fontFamily: 'monospace', fontSize: 12, lineHeight: '20px', overflowWrap: 'anywhere' }}>
          {partitions.map(({ partition, offset }) => `${partition}: ${offset.toLocaleString('en-US')}`).join(' · ')}
        </Box>
      )}
    </>
  );
}

/** The row of a log's end: whose log, when it was measured, and by whom. */
function EndOfLog({ offsets: { element, sampledAt, source } }: { offsets: PointOffsets }) {
  const t = useWords();
  const facts = [element, sampledAt && t('points.measuredAt', { time: exactTime(sampledAt) }), source];
  return (
    <>
      {t('points.endOfLog')}
      <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>{facts.filter(Boolean).join(' · ')}</Box>
    </>
  );
}

/** Logs whose ends nobody measured, with the reason: what a restore loses of them is then no number. */
function UnmeasuredLogs({ logs }: { logs: readonly UnmeasuredLog[] }) {
  const t = useWords();
  if (logs.length === 0) return null;
  return (
    <Box component="ul" aria-label={t('points.unmeasuredLogs')} sx={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 0.5 }}>
      {logs.map(({ element, reason }) => (
        <Box component="li" key={element} sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1, overflowWrap: 'anywhere' }}>
          <ToneChip tone="neut" Icon={Remove} bare>
            {t('status.NotMeasured')}
          </ToneChip>
          <span>{t('points.unmeasuredLog', { element, reason })}</span>
        </Box>
      ))}
    </Box>
  );
}

function Offsets({ offsets }: { offsets: readonly PointOffsets[] }) {
  const t = useWords();
  return (
    <FactTable<PointOffsets>
      label={t('points.offsets')}
      items={offsets}
      keyOf={({ group, topic }) => `${group} ${topic}`}
      cardsBelow={640}
      columns={[
        { head: t('effects.group'), cell: each => (each.group === '' ? <EndOfLog offsets={each} /> : each.group) },
        { head: t('points.topic'), cell: ({ topic }) => topic },
        { head: t('points.perPartition'), cell: each => <Partitions offsets={each} /> },
        { head: t('points.offsetSum'), align: 'right', cell: ({ sum }) => sum.toLocaleString('en-US') },
      ]}
    />
  );
}

function Members({ members }: { members: readonly PointMember[] }) {
  const t = useWords();
  return (
    <FactTable<PointMember>
      label={t('points.members')}
      items={members}
      keyOf={({ object, volume }) => `${volume} ${object.name}`}
      cardsBelow={640}
      columns={[
        { head: t('points.memberElement'), cell: ({ element }) => element },
        { head: t('points.memberVolume'), cell: ({ volume }) => volume },
        { head: t('points.memberCut'), cell: ({ cutTime }) => (cutTime ? exactTime(cutTime) : t('points.noCut')) },
        {
          head: t('points.state'),
          cell: ({ ready, reason, volume }) => (
            <>
              <PointStateChip state={ready ? 'Ready' : 'NotReady'} context={volume} />
              {reason && <div>{reason}</div>}
            </>
          ),
        },
        { head: t('points.column.size'), align: 'right', cell: ({ bytes }) => (bytes === undefined ? t('measure.notReported') : formatBytes(bytes)) },
      ]}
    />
  );
}

function Shown({ point, actions }: { point: RecoveryPoint; actions: ReactNode }) {
  const t = useWords();
  const { offsets = [], unmeasuredLogs = [] } = point;
  const spread = elementSpread(point);
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <Box component="dl" sx={{ margin: 0, display: 'grid', gap: 1.5, gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 180px), 1fr))' }}>
        <Fact name={t('points.cut')}>{point.cutTime ? exactTime(point.cutTime) : t('points.noCut')}</Fact>
        <Fact name={t('points.paused')}>{point.pausedMs === undefined ? t('points.notPaused') : formatValue(point.pausedMs, 'milliseconds')}</Fact>
        <Fact name={t('points.skew')}>{point.skewMs === undefined ? t('measure.notKnown') : formatValue(point.skewMs, 'milliseconds')}</Fact>
        {spread !== undefined && <Fact name={t('points.spread')}>{formatValue(spread, 'milliseconds')}</Fact>}
        <Fact name={t('points.consistency')}>{point.consistency.sentence}</Fact>
        <Fact name={t('points.elements')}>{point.elements.join(', ')}</Fact>
        {point.deletionPolicy && <Fact name={t('points.deletionPolicy')}>{t(`deletionPolicy.${point.deletionPolicy}`)}</Fact>}
        {point.operation && (
          <Fact name={t('operation.page')}>
            <OperationLink id={point.operation}>{point.operation}</OperationLink>
          </Fact>
        )}
        <Fact name={t('points.id')}>{point.id}</Fact>
      </Box>
      <Box sx={{ display: 'flex' }}>{actions}</Box>
      <Members members={point.members} />
      {offsets.length > 0 ? <Offsets offsets={offsets} /> : <Box sx={{ color: theme => theme.penstock.fg2 }}>{t('points.noOffsets')}</Box>}
      <UnmeasuredLogs logs={unmeasuredLogs} />
    </Box>
  );
}

/** A point in full, read when it is opened: cut, pause, skew, members per element, and the offsets that belong to it; with what else can be done with it. */
export function PointDetail({ id, actionsOf }: { id: string; actionsOf: (point: RecoveryPoint) => ReactNode }) {
  const api = useApi(dataPipelinesApiRef);
  const live = useLive(`point ${id}`, () => api.getRecoveryPoint(id), { follow: false });
  if (live.state === 'loading') return <LoadingRows rows={2} height={40} />;
  if (live.state === 'failed') return <FailureView error={live.error} permission={operationReadPermission.name} onRetry={live.retry} />;
  return <Shown point={live.value} actions={actionsOf(live.value)} />;
}
