import type { PointConsistency, RecoveryPoint } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FoundPoint } from '@penstock/backstage-plugin-data-pipelines-node';
import type { PlacedPoint } from './placePoints';

const MEANS = {
  native: "The engine's own snapshot.",
  application: 'Writes were paused while it was cut.',
  crash: 'Cut without a pause: as after a power failure.',
} as const;

/** How consistent it is, in words; got less than wanted says why. Pure. */
export function consistencyOf({ wanted, got, downgraded, foreign }: FoundPoint): PointConsistency {
  if (got === undefined) {
    return { ...(wanted && { wanted }), sentence: foreign ? 'Not recorded: somebody else made it; count on no more than crash.' : 'Not known until the cut is concluded.' };
  }
  // with what was wanted, what is written down is no reason for less but what the point lacks besides
  const said = wanted === undefined || wanted === got ? [MEANS[got], downgraded] : [downgraded ?? MEANS[got]];
  return { ...(wanted && { wanted }), got, sentence: said.filter(sentence => sentence !== undefined).join(' ') };
}

/** A point as the API tells it. Pure. */
export function presentPoint(
  { point, pipeline, elements }: PlacedPoint,
  { lastGood, offsets, unmeasuredLogs = [] }: { lastGood: boolean } & Pick<RecoveryPoint, 'offsets' | 'unmeasuredLogs'>,
): RecoveryPoint {
  const missing = missingOf(point);
  const restorable = restorableTo(point);
  return {
    id: point.id,
    pipeline,
    elements: [...elements],
    clusters: [point.cluster],
    state: point.state,
    ...(point.reason !== undefined && { reason: point.reason }),
    ...(point.cutTime !== undefined && { cutTime: point.cutTime }),
    ...(point.skewMs !== undefined && { skewMs: point.skewMs }),
    consistency: consistencyOf(point),
    ...(point.pausedMs !== undefined && { pausedMs: point.pausedMs }),
    members: point.members.map(member => ({ ...member })),
    ...(missing.length > 0 && { missing }),
    location: 'local',
    ...(point.bytes !== undefined && { bytes: point.bytes }),
    ...(point.expiresAt !== undefined && { expiresAt: point.expiresAt }),
    madeBy: point.madeBy,
    ...(point.schedule !== undefined && { schedule: point.schedule }),
    ...(point.note !== undefined && { note: point.note }),
    ...(point.operation !== undefined && { operation: point.operation }),
    ...restorable,
    ...(offsets && { offsets }),
    ...(unmeasuredLogs.length > 0 && { unmeasuredLogs }),
    foreign: point.foreign,
    lastGood,
    deletionPolicy: point.deletionPolicy,
  };
}

function missingOf({ planned = [], members }: FoundPoint): string[] {
  return planned.filter(({ element, volume }) => !members.some(member => member.volume === volume && (member.element === '' || member.element === element))).map(({ volume }) => volume);
}

function restorableTo({ state, reason }: FoundPoint): Pick<RecoveryPoint, 'restorableTo' | 'notRestorable'> {
  if (state === 'Ready' || state === 'Partial') return { restorableTo: ['in-place', 'new-namespace'] };
  return { restorableTo: [], notRestorable: reason ?? `It is ${state}, and only what is ready can be restored.` };
}
