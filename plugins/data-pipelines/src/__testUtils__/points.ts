import type { OperationRequest, Plan, RecoveryPoint, RecoveryPointList, Schedule, ScheduleList } from '@penstock/backstage-plugin-data-pipelines-common';
import { objectOf } from './elements';
import { measured, STORY_NOW, target } from './measures';

const GIB = 2 ** 30;

/** A point of the story; `at` is its cut. */
export function recoveryPoint(id: string, at: string, more: Partial<RecoveryPoint> = {}): RecoveryPoint {
  const object = { ...objectOf('kafka', `snap-${id}`, 'prod-north', 'factory-telemetry'), kind: 'VolumeSnapshot' };
  return {
    id,
    pipeline: 'factory-telemetry',
    elements: ['telemetry', 'readings-search'],
    clusters: ['prod-north'],
    state: 'Ready',
    cutTime: at,
    skewMs: 12,
    consistency: { wanted: 'application', got: 'application', sentence: 'Writes were paused while it was cut.' },
    pausedMs: 4400,
    members: [
      { element: 'telemetry', volume: 'data-0-telemetry-broker-0', object, ready: true, cutTime: at, bytes: 5 * GIB },
      { element: 'readings-search', volume: 'elasticsearch-data-readings-search-es-data-0', object, ready: true, cutTime: at },
    ],
    location: 'local',
    bytes: 5 * GIB,
    expiresAt: '2026-12-20T14:00:00Z',
    madeBy: 'schedule:six-hourly',
    schedule: 'six-hourly',
    restorableTo: ['in-place', 'new-namespace'],
    offsets: [{ group: 'enricher', topic: 'machine.readings', partitions: [{ partition: 0, offset: 611 }, { partition: 1, offset: 402 }], sum: 1013 }],
    foreign: false,
    ...more,
  };
}

/** What can be restored from in the story, newest first: the newest is only a crash cut, and one misses a volume. */
export const storyPoints: RecoveryPoint[] = [
  recoveryPoint('rp-crash', '2026-11-20T14:00:00Z', {
    consistency: { wanted: 'application', got: 'crash', sentence: 'Writes resumed at the 20 s limit, before the cut of broker-2.' },
    pausedMs: undefined,
  }),
  recoveryPoint('rp-good', '2026-11-20T08:00:00Z'),
  recoveryPoint('rp-partial', '2026-11-19T17:20:00Z', {
    state: 'Partial',
    missing: ['enricher-checkpoints'],
    schedule: undefined,
    madeBy: 'user:default/owner',
    note: 'before schema v12',
  }),
  recoveryPoint('rp-foreign', '2026-11-19T14:00:00Z', {
    foreign: true,
    schedule: undefined,
    madeBy: 'velero',
    offsets: undefined,
    bytes: undefined,
    state: 'Failed',
    consistency: { sentence: 'Not recorded: somebody else made it; count on no more than crash.' },
    restorableTo: [],
    notRestorable: 'The driver reports an error.',
  }),
];

/** A list of points with what they achieve together. */
export function pointList(items: RecoveryPoint[] = storyPoints): RecoveryPointList {
  return {
    items,
    total: items.length,
    summary: {
      newestAge: measured(1900, 'seconds', { target: target(21600, 'met', 'schedule') }),
      achieved: measured(21600, 'seconds'),
      worstGap: measured(43200, 'seconds', { target: target(21600, 'missed', 'schedule') }),
      worstGapFrom: '2026-11-19T14:00:00Z',
      worstGapTo: '2026-11-20T02:00:00Z',
      objectiveSeconds: 7200,
      timeline: items.flatMap(({ id, cutTime, state, consistency }) => (cutTime ? [{ id, at: cutTime, state, weaker: consistency.got === 'crash' }] : [])),
    },
  };
}

/** A schedule of the story. */
export function schedule(more: Partial<Schedule> = {}): Schedule {
  return {
    name: 'six-hourly',
    spec: { pipeline: 'factory-telemetry', cron: '0 2,8,14,20 * * *', timeZone: 'Europe/Berlin', consistency: 'application', longestPauseSeconds: 20, retention: { keepLast: 8, daily: 7 }, objectiveSeconds: 21600 },
    state: 'Active',
    words: 'At 02:00, 08:00, 14:00 and 20:00, Europe/Berlin',
    nextRuns: ['2026-11-20T19:00:00Z', '2026-11-21T01:00:00Z', '2026-11-21T07:00:00Z'],
    elements: ['telemetry'],
    lastRun: { at: '2026-11-20T13:00:00Z', outcome: 'started', operation: 'op-7f3a9c' },
    achieved: measured(21600, 'seconds', { target: target(21600, 'met', 'schedule') }),
    worstGap: measured(43200, 'seconds', { target: target(21600, 'missed', 'schedule') }),
    keptPoints: 15,
    keptBytes: 75 * GIB,
    warnings: [],
    createdBy: 'user:default/owner',
    updatedAt: STORY_NOW,
    ...more,
  };
}

/** The schedules of the story; one element is covered by none. */
export const storySchedules: ScheduleList = { items: [schedule()], uncovered: ['readings-search'] };

/** The plan of a snapshot or of a restore of the story; the latter asks for the typed name. */
export function dataPlanFor(request: OperationRequest): Plan {
  const restore = request.kind === 'restore';
  const words = JSON.stringify(request);
  return {
    id: restore ? 'op-restore' : 'op-snapshot',
    hash: `hash of ${words}`,
    kind: request.kind,
    title: restore ? 'Replace 1 volume of readings-search' : 'Snapshot of factory-telemetry',
    summary: 'Elasticsearch · prod-north / factory-telemetry',
    request,
    drawnAt: STORY_NOW,
    startable: true,
    safety: restore ? { level: 3, button: 'Restore 1 volume', type: 'readings-search' } : { level: 1, button: 'Take snapshot' },
    changes: [
      { act: 'create', count: 3, sentence: '3 VolumeSnapshots', by: 'Penstock', note: 'kept until 22 Nov 14:38' },
      ...(restore ? [{ act: 'replace' as const, sentence: '1 volume', by: 'Penstock' }] : []),
      { act: 'keep', count: 31, sentence: '31 objects', by: 'nobody' },
    ],
    steps: [{ id: 'cut', title: 'Cut', phase: 'Cutting' }],
    preflight: [
      { code: 'SPACE', result: 'pass', sentence: 'There is space' },
      { code: 'OTHER_WRITERS', result: 'unknown', sentence: 'Documents written by others', remedy: 'They are gone after the cut' },
    ],
    effects: {
      restarts: restore ? 3 : 0,
      ...(restore ? { lost: { records: 0, sentence: 'Kafka still holds everything since the cut' }, replayed: { records: 481000, seconds: 130, sentence: '481,000 records are read again; caught up about 14:47' } } : { writesPausedSeconds: 20 }),
      spaceBytes: 8 * GIB,
      sentences: [{ subject: 'telemetry', sentence: 'Producers wait up to 20 s' }],
    },
    undo: { possible: true, until: '2026-11-22T14:38:00Z', sentence: 'The old volumes are kept.' },
    cancel: ['Writes resume at once.'],
    comparison: [],
    consumers: restore ? [{ group: 'enricher', topic: 'machine.readings', partitions: 48, nowAt: 611402118, goesTo: 610934606, sentence: '0 duplicates expected' }] : [],
  };
}
