import type { Freshness } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KindState } from '@penstock/backstage-plugin-data-pipelines-node';

/** How one list-and-watch stands. Instants are milliseconds since the epoch. */
export type ReflectorState =
  | { phase: 'starting'; reason: string }
  | { phase: 'live'; seenAt: number }
  | { phase: 'broken'; seenAt?: number; reason: string }
  | { phase: 'denied'; reason: string };

/** Bookmarks come about once a minute. */
const BOOKMARK_MS = 60_000;
/** A watch that missed this many bookmarks is no longer believed. */
const MISSED_BOOKMARKS = 3;

/**
 * What a reader may be told of a kind.
 *
 * @param states - one per watched namespace, or one for all
 * @param clusterDown - why the cluster does not answer at present, when it does not
 */
export function kindStateOf(states: readonly ReflectorState[], clusterDown: string | undefined, now: number): KindState {
  return states.map(state => one(state, clusterDown, now)).reduce(worse);
}

function one(state: ReflectorState, clusterDown: string | undefined, now: number): KindState {
  switch (state.phase) {
    case 'denied':
      return { state: 'denied', reason: state.reason };
    case 'starting':
      return { state: 'pending', reason: clusterDown ?? state.reason };
    case 'broken':
      return state.seenAt === undefined
        ? { state: 'pending', reason: clusterDown ?? state.reason }
        : watched(stale(state.seenAt, clusterDown ?? state.reason));
    default:
      return watched(freshnessOfLive(state.seenAt, clusterDown, now));
  }
}

function freshnessOfLive(seenAt: number, clusterDown: string | undefined, now: number): Freshness {
  if (clusterDown !== undefined) return stale(seenAt, clusterDown);
  const silentMs = now - seenAt;
  if (silentMs > MISSED_BOOKMARKS * BOOKMARK_MS) {
    return stale(seenAt, `The watch has been silent for ${Math.round(silentMs / 1000)} s.`);
  }
  return { state: 'fresh', observedAt: instant(seenAt) };
}

function stale(seenAt: number, reason: string): Freshness {
  return { state: 'stale', observedAt: instant(seenAt), reason };
}

function watched(freshness: Freshness): KindState {
  return { state: 'watched', freshness };
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}

const KIND_ORDER = ['denied', 'not-installed', 'pending', 'watched'];
const FRESHNESS_ORDER = ['unknown', 'stale', 'fresh'];

/** Of equally bad ones, the one that was seen longer ago. */
function worse(a: KindState, b: KindState): KindState {
  if (a.state !== 'watched' || b.state !== 'watched') {
    return KIND_ORDER.indexOf(a.state) <= KIND_ORDER.indexOf(b.state) ? a : b;
  }
  const [rankA, rankB] = [a, b].map(({ freshness }) => FRESHNESS_ORDER.indexOf(freshness.state));
  if (rankA !== rankB) return rankA < rankB ? a : b;
  return observedAt(a.freshness) <= observedAt(b.freshness) ? a : b;
}

function observedAt(freshness: Freshness): string {
  return freshness.state === 'unknown' ? (freshness.lastObservedAt ?? '') : freshness.observedAt;
}
