import Box from '@mui/material/Box';
import { formatBytes, type RecoveryPoint } from '@penstock/backstage-plugin-data-pipelines-common';
import { useClock } from '../api/clock';
import { Age } from '../parts/Age';
import { formatTime } from '../parts/format';
import { NotedButton } from '../parts/NotedButton';
import { useWords, type Words } from '../parts/words';
import { ConsistencyChip, PointStateChip } from './PointChips';
import { isWeaker, makerOf } from './pointWords';

const SMALL = { fontSize: 12, lineHeight: '16px', overflowWrap: 'anywhere' } as const;

/** What a point is called in names of buttons: its time, or its id before there is one. */
export function titleOfPoint(point: RecoveryPoint, now: number): string {
  return point.cutTime ? formatTime(point.cutTime, now) : point.id;
}

/** When it was cut: absolute with zone, and how long ago. */
export function CutCell({ point }: { point: RecoveryPoint }) {
  const t = useWords();
  const clock = useClock();
  if (point.cutTime === undefined) return <>{t('points.noCut')}</>;
  return (
    <>
      <Box sx={{ fontWeight: 500, whiteSpace: 'nowrap' }}>{formatTime(point.cutTime, clock.now())}</Box>
      <Box sx={{ ...SMALL, color: theme => theme.penstock.fg2 }}>
        <Age at={point.cutTime} />
      </Box>
    </>
  );
}

/** Who made it, and why. */
export function MakerCell({ point }: { point: RecoveryPoint }) {
  const t = useWords();
  return (
    <Box sx={{ overflowWrap: 'anywhere' }}>
      {makerOf(point)}
      <Box sx={{ ...SMALL, color: theme => theme.penstock.fg2 }}>
        {point.foreign && <div>{t('points.foreign')}</div>}
        {!point.foreign && !point.schedule && <div>{t('points.byHand')}</div>}
        {point.note && <div>{point.note}</div>}
      </Box>
    </Box>
  );
}

/** State and consistency, and what there is to say of them: what is missing by name, and why less was got than wanted. */
export function StateCell({ point }: { point: RecoveryPoint }) {
  const t = useWords();
  const { missing = [], consistency, state, reason } = point;
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.5, minWidth: 0 }}>
      <PointStateChip state={state} />
      <ConsistencyChip consistency={consistency} />
      <Box sx={{ ...SMALL, flexBasis: '100%' }}>
        {missing.length > 0 && <div>{t('points.missing', { count: missing.length, names: missing.join(', ') })}</div>}
        {isWeaker(consistency) && <div>{consistency.sentence}</div>}
        {state !== 'Ready' && reason && <div>{reason}</div>}
        {point.lastGood && <div>{t('points.lastGood')}</div>}
      </Box>
    </Box>
  );
}

/** Where it is kept. */
export function locationWords(t: Words, { location }: RecoveryPoint): string {
  return t(`location.${location}`);
}

/** How much there is to restore; a driver that does not say is no zero. */
export function sizeWords(t: Words, { bytes }: RecoveryPoint): string {
  return bytes === undefined ? t('measure.notReported') : formatBytes(bytes);
}

/** When it may go. */
export function ExpiryCell({ point }: { point: RecoveryPoint }) {
  const t = useWords();
  const clock = useClock();
  return <>{point.expiresAt ? formatTime(point.expiresAt, clock.now()) : t('points.noExpiry')}</>;
}

/** Id of the text that says why a point cannot be restored. */
export function refusalId(point: RecoveryPoint): string {
  return `penstock-not-restorable-${point.id}`;
}

/** Where it can be restored to, or why nowhere. */
export function RestorableCell({ point }: { point: RecoveryPoint }) {
  const t = useWords();
  if (point.restorableTo.length > 0) return <>{point.restorableTo.map(to => t(`restorable.${to}`)).join(', ')}</>;
  return (
    <Box id={refusalId(point)} sx={SMALL}>
      {point.notRestorable ?? t('points.notRestorable')}
    </Box>
  );
}

/** What can be done with a point, and the ids of the texts that say why not. */
export interface PointActions {
  onRestore: (point: RecoveryPoint) => void;
  onDelete: (point: RecoveryPoint) => void;
  restoreRefusedBy?: string;
  deleteRefusedBy?: string;
}

/** The buttons of a point: restore and delete; each opens a plan. */
export function ActionCell({ point, actions }: { point: RecoveryPoint; actions: PointActions }) {
  const t = useWords();
  const clock = useClock();
  const time = titleOfPoint(point, clock.now());
  const { onRestore, onDelete, restoreRefusedBy, deleteRefusedBy } = actions;
  return (
    <Box sx={{ display: 'flex', gap: 1, justifyContent: 'flex-end' }}>
      <NotedButton
        variant="outlined"
        label={t('points.restoreOf', { time })}
        refusedBy={restoreRefusedBy ?? (point.restorableTo.length > 0 ? undefined : refusalId(point))}
        onClick={() => onRestore(point)}
      >
        {t('points.restore')}
      </NotedButton>
      <NotedButton label={t('points.deleteOf', { time })} refusedBy={deleteRefusedBy} onClick={() => onDelete(point)}>
        {t('points.delete')}
      </NotedButton>
    </Box>
  );
}
