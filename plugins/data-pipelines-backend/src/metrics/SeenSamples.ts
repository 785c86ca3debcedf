import type { MetricAnswer, MetricSample } from '@penstock/backstage-plugin-data-pipelines-node';

/** So long a series that went away is missed: one hour, in milliseconds. */
const MISSED_MS = 60 * 60 * 1000;

/** The newest samples of one query about one element. */
interface Seen {
  samples: readonly MetricSample[];
  at: Date;
}

/** What a question for a series that is not there now is about. */
export interface MissingSeries {
  /** The element, as it was noted. */
  target: string;
  /** The query that is asked. */
  key: string;
  /** All queries of the element that need the same series, this one among them. */
  family: readonly string[];
  /** Name of the series. */
  series: string;
  /** Namespace and name of the element, for people. */
  about: string;
  now: Date;
}

/**
 * Remembers which elements had samples. An exporter that dies answers nothing,
 * like one that never was; only memory tells them apart.
 */
export class SeenSamples {
  /** By element and query. */
  private readonly seen = new Map<string, Map<string, Seen>>();

  /** Notes an answer; an empty one changes nothing. */
  note(target: string, key: string, samples: readonly MetricSample[], at: Date): void {
    if (samples.length === 0) return;
    const held = this.seen.get(target) ?? new Map<string, Seen>();
    this.seen.set(target, held);
    held.set(key, { samples, at });
  }

  /** Forgets elements that went away: one that comes back under the name is another one. */
  keepOnly(targets: { has(target: string): boolean }): void {
    for (const target of this.seen.keys()) if (!targets.has(target)) this.seen.delete(target);
  }

  /** The answer for a series that was there before: unknown for an hour, then not measured. Undefined where it never was. */
  answer({ target, key, family, series, about, now }: MissingSeries): MetricAnswer | undefined {
    const held = this.seen.get(target);
    const until = Math.max(...family.map(member => held?.get(member)?.at.getTime() ?? -Infinity));
    if (!Number.isFinite(until)) return undefined;
    const [day, time] = new Date(until).toISOString().split('T');
    const clock = `${time.slice(0, 5)} UTC`;
    if (now.getTime() - until > MISSED_MS) {
      return { state: 'not-measured', reason: `The series ${series} of ${about} is gone since ${day} ${clock}` };
    }
    const last = held?.get(key);
    return {
      state: 'unknown',
      reason: `The series ${series} of ${about} was there until ${clock} and is gone`,
      ...(last === undefined ? {} : { last: { samples: last.samples, observedAt: last.at.toISOString() } }),
    };
  }
}
