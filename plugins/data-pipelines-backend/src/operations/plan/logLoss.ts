import type { DataAmount, PointOffsets } from '@penstock/backstage-plugin-data-pipelines-common';
import type { PointRecord } from '../readOffsets';
import { countText, nameList } from './words';
import type { WorldElement } from './World';

/** Partitions that a reason names. */
const MOST_NAMED = 3;

/** Records that one log took since the cut: counted, only estimated, or neither, and why. */
type Loss = { how: 'counted'; records: number; restsOn: string } | { how: 'estimated'; records: number; reason: string } | { how: 'unknown'; reason: string };

/** The ends of this element's log that the point holds. */
export function recordedEnds({ id }: Pick<WorldElement, 'id'>, record: PointRecord | undefined): PointOffsets[] {
  return (record?.offsets ?? []).filter(({ group, element }) => group === '' && element === id);
}

/** Why the point holds no ends of this element's log. */
export function whyNoEnds({ id }: Pick<WorldElement, 'id'>, record: PointRecord | undefined): string {
  const found = record?.unmeasuredLogs.find(({ element }) => element === id);
  return found === undefined ? `the point holds no ends of the log of ${id}` : `the ends of the log of ${id} were not measured at the cut: ${found.reason}`;
}

/** Records per second that a log takes, where its pages show it. */
function rateOf(element: WorldElement): number | undefined {
  const measure = element.view.measures.find(({ key }) => key === 'produceRate')?.measure;
  return measure?.state === 'measured' ? measure.value : undefined;
}

function named(partitions: readonly string[]): string {
  return `${partitions.slice(0, MOST_NAMED).join(', ')}${partitions.length > MOST_NAMED ? ` and ${partitions.length - MOST_NAMED} more` : ''}`;
}

/** From the ends at the cut to those of now; without a number where one of either is missing. */
function counted(log: WorldElement, record: PointRecord | undefined): Loss {
  const recorded = recordedEnds(log, record);
  if (recorded.length === 0) return { how: 'unknown', reason: whyNoEnds(log, record) };
  const answer = log.metrics.answer('logEndOffset');
  if (answer.state !== 'measured') return { how: 'unknown', reason: `the ends of the log of ${log.id} are not measured now: ${answer.reason}` };
  const then = new Map(recorded.flatMap(({ topic, partitions }) => partitions.map(({ partition, offset }): [string, number] => [`${topic}/${partition}`, offset])));
  const now = new Map(answer.samples.map(({ labels, value }): [string, number] => [`${labels.topic ?? ''}/${labels.partition ?? ''}`, value]));
  const gone = [...then.keys()].filter(key => !now.has(key));
  if (gone.length > 0) return { how: 'unknown', reason: `${answer.source} has no end of ${named(gone)} now` };
  const added = [...now.keys()].filter(key => !then.has(key));
  if (added.length > 0) return { how: 'unknown', reason: `the point holds no end of ${named(added)}` };
  const [{ source = 'an unknown source', sampledAt = 'an unknown time' }] = recorded;
  return {
    how: 'counted',
    records: [...then].reduce((sum, [key, offset]) => sum + Math.max(0, (now.get(key) ?? 0) - offset), 0),
    restsOn: `Ends of the log of ${log.id}: those of the point by ${source} at ${sampledAt}, those of now by ${answer.source} at ${answer.observedAt}; what is written until it stops comes on top.`,
  };
}

function lossOf(log: WorldElement, record: PointRecord | undefined, seconds: number | undefined): Loss {
  const loss = counted(log, record);
  if (loss.how !== 'unknown') return loss;
  const rate = rateOf(log);
  return rate === undefined || seconds === undefined ? loss : { how: 'estimated', records: Math.round(rate * seconds), reason: loss.reason };
}

/** What logs took since the cut, which is nowhere else; `restsOn` says where counted numbers come from. */
export function lostOfLogs(input: { logs: readonly WorldElement[]; record: PointRecord | undefined; seconds: number | undefined; since: string }): { lost: DataAmount; restsOn: string[] } {
  const { logs, record, seconds, since } = input;
  const losses = logs.map(log => lossOf(log, record, seconds));
  const reasons = losses.flatMap(loss => (loss.how === 'counted' ? [] : [loss.reason]));
  const known = losses.flatMap(loss => (loss.how === 'unknown' ? [] : [loss.records]));
  const records = known.length === losses.length ? known.reduce((sum, each) => sum + each, 0) : undefined;
  const what = records === undefined ? 'All records' : `${reasons.length > 0 ? 'About ' : ''}${countText(records)} records`;
  const doubt = reasons.length === 0 ? '' : `; ${records === undefined ? 'how many is not measured' : 'estimated from the rate of now'}: ${reasons.join('; ')}`;
  return {
    lost: {
      ...(records === undefined ? {} : { records }),
      ...(seconds === undefined ? {} : { seconds }),
      sentence: `${what} that ${nameList(logs.map(({ id }) => id))} took ${since} are lost, unless their producers send them again${doubt}`,
    },
    restsOn: losses.flatMap(loss => (loss.how === 'counted' ? [loss.restsOn] : [])),
  };
}
