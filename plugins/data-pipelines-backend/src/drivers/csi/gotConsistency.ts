import type { JsonObject } from '@backstage/types';
import type { Consistency } from '@penstock/backstage-plugin-data-pipelines-common';
import type { DeriveInput } from '@penstock/backstage-plugin-data-pipelines-node';
import { flagAt, textAt } from '../../engines/shared/reading';

/** What was got, and why it is less than meant. */
export interface GotConsistency {
  got: Consistency;
  downgraded?: string;
  /** Milliseconds that writes were paused. */
  pausedMs?: number;
}

/** Weakest first. */
const STRENGTH: readonly Consistency[] = ['crash', 'application', 'native'];

/** Times of clusters and of snapshots are told in whole seconds, so that one second between them says nothing. */
const TOLD_IN_MS = 1000;

function isConsistency(value: unknown): value is Consistency {
  return value === 'native' || value === 'application' || value === 'crash';
}

/** Whether the first promises less than the second. */
export function isWeaker(got: Consistency | undefined, wanted: Consistency | undefined): boolean {
  return got !== undefined && wanted !== undefined && STRENGTH.indexOf(got) < STRENGTH.indexOf(wanted);
}

function factsAt({ params, facts }: DeriveInput, which: 'before' | 'after'): JsonObject | undefined {
  return facts[textAt(params, `pauseLooks.${which}`) ?? ''];
}

/** What the looks before and after the cut say against the pause; plans of before these looks have none. */
function notInForce(input: DeriveInput): string | undefined {
  if (input.params.pauseLooks === undefined) return undefined;
  for (const which of ['before', 'after'] as const) {
    const look = factsAt(input, which);
    if (flagAt(look, 'held') !== true) return `The pause of writes was not in force ${which === 'before' ? 'before the cut' : 'until the cut was through'}: ${textAt(look, 'why') ?? 'it was not looked at'}`;
  }
  return undefined;
}

/** A cut that by the cluster's own time lies outside of the time in which the pause was seen. */
function outsideOfPause(input: DeriveInput, cutTimes: readonly string[]): string | undefined {
  const [from, to] = (['before', 'after'] as const).map(which => textAt(factsAt(input, which), 'at'));
  const outside = cutTimes.find(time => {
    const cut = Date.parse(time);
    return (from !== undefined && cut + TOLD_IN_MS <= Date.parse(from)) || (to !== undefined && cut >= Date.parse(to) + 2 * TOLD_IN_MS);
  });
  return outside === undefined ? undefined : `A volume was cut at ${outside}, while writes were seen to be paused from ${from ?? 'an unknown time'} to ${to ?? 'an unknown time'} by the clock of the cluster`;
}

/**
 * What was got: less than meant where the pause ended too early, never began,
 * was not seen in force, or where the cut lies outside of it.
 */
export function gotConsistency(input: DeriveInput, cutTimes: readonly string[]): GotConsistency {
  const { params, pauses } = input;
  const used = isConsistency(params.used) ? params.used : 'crash';
  const before = textAt(params, 'downgraded');
  const pauseStep = textAt(params, 'pauseStep');
  const told = before === undefined ? {} : { downgraded: before };
  if (pauseStep === undefined) return { got: used, ...told };
  const pause = pauses.find(({ step }) => step === pauseStep);
  if (pause === undefined) return { got: 'crash', downgraded: 'Writes were never paused' };
  const pausedMs = Math.round(pause.heldMs);
  if (pause.late) return { got: 'crash', downgraded: 'Writes were resumed by the watchdog, before the cut was through: the limit was over, or who had paused them was gone', pausedMs };
  const against = notInForce(input) ?? outsideOfPause(input, cutTimes);
  return against === undefined ? { got: used, pausedMs, ...told } : { got: 'crash', downgraded: against, pausedMs };
}
