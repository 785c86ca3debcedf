import { formatDuration, type ConsumerJump, type DataAmount, type PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FoundPoint, RecordedOffsets } from '@penstock/backstage-plugin-data-pipelines-node';
import { objected, passed } from '../../engines/shared/preflightCodes';
import { parseOffsets } from '../readOffsets';
import { PREFLIGHT_CODES as CODES } from './preflight/codes';
import { countText, nameList, plural } from './words';
import type { World, WorldElement } from './World';

/** What a restore in place does to records: what is read again, and what is gone. */
export interface Replay {
  lost: DataAmount;
  replayed?: DataAmount;
  consumers: ConsumerJump[];
  checks: PreflightCheck[];
}

/** The offsets that the point holds; undefined where it holds none, or they could not be read. */
export function offsetsOfPoint(point: FoundPoint, world: World): readonly RecordedOffsets[] | undefined {
  if (point.offsets === undefined) return undefined;
  return parseOffsets(world.live(point.offsets)?.data);
}

/** Ends or starts of logs by topic and partition, from whichever element measures them. */
function logOffsets(world: World, key: 'logEndOffset' | 'logStartOffset'): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { metrics } of world.elements) {
    const answer = metrics.answer(key);
    if (answer.state !== 'measured') continue;
    for (const { labels, value } of answer.samples) found.set(`${labels.topic ?? ''}/${labels.partition ?? ''}`, value);
  }
  return found;
}

/** Records from the recorded offsets on that the logs no longer hold; undefined where it is not measured for each partition. */
function goneFromLogs(offsets: readonly RecordedOffsets[], world: World): number | undefined {
  const starts = logOffsets(world, 'logStartOffset');
  let gone = 0;
  for (const { topic, partitions } of offsets) {
    for (const { partition, offset } of partitions) {
      const start = starts.get(`${topic}/${partition}`);
      if (start === undefined) return undefined;
      gone += Math.max(0, start - offset);
    }
  }
  return gone;
}

/** What groups have not read yet, by group and topic, from whichever element measures it. */
function backlogs(world: World): ReadonlyMap<string, number> {
  const waiting = new Map<string, number>();
  for (const { metrics } of world.elements) {
    const answer = metrics.answer('backlogMessages');
    if (answer.state !== 'measured') continue;
    for (const { labels, value } of answer.samples) waiting.set(`${labels.consumergroup ?? ''}/${labels.topic ?? ''}`, value);
  }
  return waiting;
}

function jumpOf({ group, topic, partitions }: RecordedOffsets, ends: ReadonlyMap<string, number>, waiting: ReadonlyMap<string, number>): ConsumerJump & { behind?: number } {
  const now = partitions.map(({ partition }) => ends.get(`${topic}/${partition}`));
  const goesTo = partitions.reduce((sum, { offset }) => sum + offset, 0);
  const known = now.every((end): end is number => end !== undefined);
  const backlog = waiting.get(`${group}/${topic}`);
  const committed = known && backlog !== undefined ? now.reduce((sum, each) => sum + (each ?? 0), 0) - backlog : undefined;
  const behind = known ? partitions.reduce((sum, { offset }, index) => sum + Math.max(0, (now[index] ?? 0) - offset), 0) : undefined;
  return {
    group,
    topic,
    partitions: partitions.length,
    ...(committed === undefined ? {} : { nowAt: committed }),
    goesTo,
    ...(behind === undefined ? {} : { behind }),
    sentence: behind === undefined
      ? 'What was read since the cut is read again; how much is not measured'
      : `${countText(behind)} records are read again; a sink that stores them under their own id keeps each once`,
  };
}

function ageSeconds(point: FoundPoint, now: Date): number | undefined {
  const cut = point.cutTime === undefined ? NaN : Date.parse(point.cutTime);
  return Number.isFinite(cut) ? Math.max(0, Math.round((now.getTime() - cut) / 1000)) : undefined;
}

function since(seconds: number | undefined): string {
  return seconds === undefined ? 'since the cut' : `in the ${formatDuration(seconds)} since the cut`;
}

/** Whether everything since the recorded offsets can still be read. */
function logHeld(gone: number | undefined): PreflightCheck {
  if (gone === undefined) {
    return objected(CODES.LOG_STILL_HELD, 'unknown', {
      sentence: 'Whether Kafka still holds all records since the recorded offsets is not measured',
      remedy: 'Compare the retention of the topics with the age of the point.',
    });
  }
  if (gone === 0) return passed(CODES.LOG_STILL_HELD, 'Kafka still holds every record since the recorded offsets');
  return objected(CODES.LOG_STILL_HELD, 'warn', {
    sentence: `Kafka no longer holds ${countText(gone)} records since the recorded offsets`,
    remedy: 'Choose a newer point: what the log no longer holds cannot be replayed.',
  });
}

/** Records per second that a log takes, where its pages show it. */
function rateOf(element: WorldElement): number | undefined {
  const measure = element.view.measures.find(({ key }) => key === 'produceRate')?.measure;
  return measure?.state === 'measured' ? measure.value : undefined;
}

/** Elements that others read from: what they took since the cut is nowhere else. */
function lostOfLogs(logs: readonly WorldElement[], seconds: number | undefined): DataAmount {
  const rates = logs.map(rateOf);
  const known = seconds !== undefined && rates.every((rate): rate is number => rate !== undefined);
  const records = known ? Math.round(rates.reduce<number>((sum, rate) => sum + (rate ?? 0), 0) * seconds) : undefined;
  return {
    ...(records === undefined ? {} : { records }),
    ...(seconds === undefined ? {} : { seconds }),
    sentence: `${records === undefined ? 'All records' : `About ${countText(records)} records`} that ${nameList(logs.map(({ id }) => id))} took ${since(seconds)} are lost, unless their producers send them again${records === undefined ? '; how many is not measured' : ''}`,
  };
}

function lostOfSinks(unfed: readonly WorldElement[], seconds: number | undefined, gone: number | undefined): DataAmount {
  if (unfed.length > 0) {
    return {
      ...(seconds === undefined ? {} : { seconds }),
      sentence: `What ${nameList(unfed.map(({ id }) => id))} took ${since(seconds)} is lost: nothing that is recorded feeds it again. How many records is not measured`,
    };
  }
  if (gone === undefined) return { sentence: 'Not known: whether the log still holds everything since the cut is not measured; what it holds is replayed' };
  if (gone === 0) return { records: 0, seconds: 0, sentence: '0 records: everything since the cut is replayed' };
  return { records: gone, sentence: `${countText(gone)} records that the log no longer holds are lost; the others are replayed` };
}

/** What the restore of the elements does to records. `groups` are those that their feeders can set back. */
export function replayOf(input: {
  elements: readonly WorldElement[];
  logs: readonly WorldElement[];
  /** Elements that are fed again from recorded offsets. */
  fed: ReadonlySet<string>;
  offsets: readonly RecordedOffsets[];
  point: FoundPoint;
  world: World;
}): Replay {
  const { elements, logs, fed, offsets, point, world } = input;
  const seconds = ageSeconds(point, world.now);
  const ends = logOffsets(world, 'logEndOffset');
  const gone = goneFromLogs(offsets, world);
  const waiting = backlogs(world);
  const jumps = offsets.map(each => jumpOf(each, ends, waiting));
  const consumers = jumps.map(({ behind: _, ...jump }) => jump);
  const behind = jumps.map(jump => jump.behind);
  const records = behind.length > 0 && behind.every((each): each is number => each !== undefined) ? behind.reduce<number>((sum, each) => sum + (each ?? 0), 0) : undefined;
  const replayed: DataAmount | undefined = fed.size === 0
    ? undefined
    : {
        ...(records === undefined ? {} : { records }),
        ...(seconds === undefined ? {} : { seconds }),
        sentence: `${records === undefined ? 'Records' : `${countText(records)} records`} of ${plural(offsets.length, 'topic')} are read again, from the recorded offsets on${records === undefined ? '; how many is not measured' : ''}`,
      };
  const unfed = elements.filter(({ id }) => !fed.has(id) && !logs.some(log => log.id === id));
  return {
    lost: logs.length > 0 ? lostOfLogs(logs, seconds) : lostOfSinks(unfed, seconds, gone),
    ...(replayed === undefined ? {} : { replayed }),
    consumers,
    checks: fed.size === 0 ? [] : [logHeld(gone)],
  };
}
