import type { JsonObject } from '@backstage/types';
import type { MetricAnswer, Observation, ObserveInput, Observer, PlannedElement, PlannedStep, PlannedWait, RecordedOffsets } from '@penstock/backstage-plugin-data-pipelines-node';
import { conditionOf } from '../../shared/conditions';
import { servingPods, seenOf, waiting } from '../../shared/observing';
import { listAt, numberAt, textAt } from '../../shared/reading';
import { watchedNodes } from './healthy';

type Measured = Extract<MetricAnswer, { state: 'measured' }>;

/** More partitions are not recorded: the ConfigMap of a point holds a mebibyte. */
const MOST_PARTITIONS = 10_000;
const LOOK_SECONDS = 120;
/** From when all brokers are ready; scrapes are a minute apart at most. */
const FRESH_WITHIN_SECONDS = 300;
/** Times of a cluster are told in whole seconds. */
const TOLD_IN_SECONDS = 1;
/** Partitions that a sentence names. */
const MOST_NAMED = 3;

function endsOf({ cluster, id }: PlannedElement): NonNullable<PlannedWait['metrics']> {
  // the age first: the ends that are asked for after it come from the same samples or from newer ones
  return [{ cluster, element: id, keys: ['logEndAge', 'logEndOffset'] }];
}

/** Records how far each partition's log reaches, as it was measured last before the cut. It writes nothing and never fails. */
export function recordLogEnds(element: PlannedElement): PlannedStep {
  const { id, root } = element;
  return {
    id: `offsets/${id}/log`,
    title: `Record the ends of the log of ${root.metadata.name}`,
    detail: 'As measured last before the cut; what cannot be measured is recorded as that.',
    phase: 'Running',
    element: id,
    acts: [],
    wait: { observer: 'kafka.log-ends', objects: [], metrics: endsOf(element), params: { element: id } },
    deadlineSeconds: LOOK_SECONDS,
  };
}

/** Compares the log, once all brokers run on restored volumes, with the ends that the point holds of it. */
export function verifyLog(element: PlannedElement, offsets: readonly RecordedOffsets[]): readonly PlannedStep[] {
  const { id, root, cluster, namespace } = element;
  const ends = offsets.filter(each => each.group === '' && each.element === id);
  if (ends.length === 0) return [];
  const { name } = root.metadata;
  return [
    {
      id: `verify/${id}/log`,
      title: `See that the log of ${name} reaches as far as at the cut`,
      phase: 'Finalizing',
      element: id,
      acts: [],
      wait: {
        observer: 'kafka.log-held',
        objects: watchedNodes(cluster, namespace, name),
        metrics: endsOf(element),
        params: { element: id, cluster, ends: ends.map(({ topic, partitions }) => ({ topic, partitions: partitions.map(({ partition, offset }) => ({ partition, offset })) })) },
      },
      deadlineSeconds: FRESH_WITHIN_SECONDS + LOOK_SECONDS,
    },
  ];
}

function answersOf({ measured = [] }: ObserveInput): { age: MetricAnswer; ends: MetricAnswer } {
  const missing: MetricAnswer = { state: 'not-measured', reason: 'It was not asked for' };
  const [reader] = measured;
  return { age: reader?.metrics.answer('logEndAge') ?? missing, ends: reader?.metrics.answer('logEndOffset') ?? missing };
}

function isPending(answer: MetricAnswer): boolean {
  return answer.state === 'unknown' && answer.pending === true;
}

function ageOf({ samples }: Measured): number {
  return Math.max(...samples.map(({ value }) => value));
}

/** Both answers, or why one is missing. */
function bothMeasured(age: MetricAnswer, ends: MetricAnswer): { age: Measured; ends: Measured } | { reason: string } {
  if (ends.state !== 'measured') return { reason: ends.reason };
  return age.state === 'measured' ? { age, ends } : { reason: age.reason };
}

/** Offsets by topic and partition; a sample that names neither is left out. */
function byPartition({ samples }: Measured): ReadonlyMap<string, ReadonlyMap<number, number>> {
  const topics = new Map<string, Map<number, number>>();
  for (const { labels, value } of samples) {
    const partition = numberAt(labels, 'partition');
    if (labels.topic === undefined || partition === undefined) continue;
    const partitions = topics.get(labels.topic) ?? new Map<number, number>();
    topics.set(labels.topic, partitions.set(partition, value));
  }
  return topics;
}

function notMeasured(element: string, reason: string): Observation {
  return { state: 'done', found: `Not measured: ${reason}`, facts: { offsets: [{ element, notMeasured: reason }] } };
}

/**
 * `kafka.log-ends`: the last measured end of each partition, or that it is not
 * measured and why. Facts: `{offsets: [{group: '', topic, partitions, element,
 * sampledAt, source}]}` or `{offsets: [{element, notMeasured}]}`.
 */
export const logEnds: Observer = input => {
  const element = textAt(input.params, 'element') ?? '';
  const answers = answersOf(input);
  if (isPending(answers.ends)) return waiting(`the metrics of ${element} to be known`);
  const both = bothMeasured(answers.age, answers.ends);
  if ('reason' in both) return notMeasured(element, both.reason);
  const { age, ends } = both;
  const topics = [...byPartition(ends)].sort(([a], [b]) => (a < b ? -1 : 1));
  const partitions = topics.reduce((sum, [, each]) => sum + each.size, 0);
  if (partitions > MOST_PARTITIONS) return notMeasured(element, `it has ${partitions} partitions, and a point holds the ends of ${MOST_PARTITIONS} at most`);
  const sampledAt = new Date(Date.parse(age.observedAt) - ageOf(age) * 1000).toISOString();
  const offsets = topics.map(([topic, each]): JsonObject => ({
    group: '',
    topic,
    partitions: [...each].sort(([a], [b]) => a - b).map(([partition, offset]) => ({ partition, offset })),
    element,
    sampledAt,
    source: ends.source,
  }));
  return { state: 'done', found: `${partitions} ${partitions === 1 ? 'partition' : 'partitions'} of ${topics.length} ${topics.length === 1 ? 'topic' : 'topics'}, measured at ${sampledAt} by ${ends.source}`, facts: { offsets } };
};

/** For how many seconds all nodes have been ready at the time of their cluster; undefined where one is not, or does not say since when. */
function readySeconds(input: ObserveInput, now: Date): number | undefined {
  const pods = seenOf(input, 'Pod');
  if (pods.length === 0 || servingPods(pods).length < pods.length) return undefined;
  const since = Math.max(...pods.map(pod => Date.parse(conditionOf(pod, 'Ready')?.since ?? '')));
  return Number.isFinite(since) ? (now.getTime() - since) / 1000 : undefined;
}

interface Compared {
  partitions: number;
  /** Ends below the recorded ones, in words. */
  behind: string[];
  records: number;
  /** Without an end now. */
  unseen: string[];
}

function compare(params: JsonObject, ends: Measured): Compared {
  const now = byPartition(ends);
  const all: Compared = { partitions: 0, behind: [], records: 0, unseen: [] };
  for (const recorded of listAt(params, 'ends')) {
    const topic = textAt(recorded, 'topic') ?? '';
    for (const each of listAt(recorded, 'partitions')) {
      const partition = numberAt(each, 'partition') ?? -1;
      const then = numberAt(each, 'offset') ?? 0;
      const has = now.get(topic)?.get(partition);
      all.partitions += 1;
      if (has === undefined) all.unseen.push(`${topic}/${partition}`);
      else if (has < then) {
        all.behind.push(`${topic}/${partition} ends at ${has}, and ended at ${then} when the point was cut`);
        all.records += then - has;
      }
    }
  }
  return all;
}

function shortList(names: readonly string[]): string {
  return names.length <= MOST_NAMED ? names.join(', ') : `${names.slice(0, MOST_NAMED).join(', ')} and ${names.length - MOST_NAMED} more`;
}

function partial(sentence: string): Observation {
  return { state: 'done', found: sentence, facts: { partial: true, sentences: [sentence] } };
}

/**
 * `kafka.log-held`: whether each partition reaches at least as far as the
 * point recorded, by samples taken after all brokers were ready. Facts:
 * `sentences`; `partial` where a log is shorter, or cannot be compared in time.
 */
export const logHeld: Observer = input => {
  const element = textAt(input.params, 'element') ?? '';
  const now = input.serverTimes?.[textAt(input.params, 'cluster') ?? ''];
  if (now === undefined) return partial(`${element}: whether its log reaches as far as at the cut is not known: the cluster does not tell its time`);
  const ready = readySeconds(input, now);
  if (ready === undefined) return waiting(`all nodes of ${element} to be ready`);
  const { age, ends } = answersOf(input);
  const both = bothMeasured(age, ends);
  const isOver = ready > FRESH_WITHIN_SECONDS;
  if ('reason' in both) return isOver && !isPending(ends) ? partial(`${element}: whether its log reaches as far as at the cut is not measured: ${both.reason}`) : waiting(`the ends of the log of ${element} to be measured`, { evidence: [both.reason] });
  if (ageOf(both.age) + TOLD_IN_SECONDS >= ready) {
    return isOver ? partial(`${element}: whether its log reaches as far as at the cut is not measured: ${both.ends.source} has nothing newer than the start`) : waiting(`the ends of the log of ${element} to be measured after the start`);
  }
  const { partitions, behind, records, unseen } = compare(input.params, both.ends);
  if (unseen.length > 0 && !isOver) return waiting(`the ends of ${shortList(unseen)} to be measured`);
  if (behind.length > 0) return partial(`${element}: ${records} ${records === 1 ? 'record' : 'records'} that the point was to hold ${records === 1 ? 'is' : 'are'} missing from the log: ${shortList(behind)} (${both.ends.source})`);
  if (unseen.length > 0) return partial(`${element}: whether the log of ${shortList(unseen)} reaches as far as at the cut is not measured: ${both.ends.source} has no end of it`);
  const sentence = `${element}: the log reaches at least as far as at the cut in ${partitions === 1 ? 'its partition' : `all ${partitions} partitions`} (${both.ends.source})`;
  return { state: 'done', found: sentence, facts: { sentences: [sentence] } };
};
