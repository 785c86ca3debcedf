import { formatDuration, type ConsumerJump, type DataAmount, type PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FoundPoint, RecordedOffsets } from '@penstock/backstage-plugin-data-pipelines-node';
import { objected, passed } from '../../engines/shared/preflightCodes';
import { parseOffsets, type PointRecord } from '../readOffsets';
import { lostOfLogs, recordedEnds } from './logLoss';
import { PREFLIGHT_CODES as CODES } from './preflight/codes';
import { countText, nameList, plural } from './words';
import type { World, WorldElement } from './World';

/** What a restore in place does to records: what is read again, and what is gone. */
export interface Replay {
  lost: DataAmount;
  replayed?: DataAmount;
  consumers: ConsumerJump[];
  checks: PreflightCheck[];
  /** Where counted numbers come from, in words. */
  restsOn: string[];
}

/** What the point recorded of positions; undefined where it recorded nothing, or that could not be read. */
export function recordOfPoint(point: FoundPoint, world: World): PointRecord | undefined {
  if (point.offsets === undefined) return undefined;
  return parseOffsets(world.live(point.offsets)?.data);
}

/** Offsets of consumer groups among them; undefined where there are none. */
export function groupOffsets(record: PointRecord | undefined): readonly RecordedOffsets[] | undefined {
  const groups = record?.offsets.filter(({ group }) => group !== '');
  return groups === undefined || groups.length === 0 ? undefined : groups;
}

/** Ends or starts of logs by topic and partition, from whichever element measures them. */
function logOffsets(elements: readonly WorldElement[], key: 'logEndOffset' | 'logStartOffset'): Map<string, number> {
  const found = new Map<string, number>();
  for (const { metrics } of elements) {
    const answer = metrics.answer(key);
    if (answer.state !== 'measured') continue;
    for (const { labels, value } of answer.samples) found.set(`${labels.topic ?? ''}/${labels.partition ?? ''}`, value);
  }
  return found;
}

/** Where the logs end when consumers read them again: a restored one where it ended at the cut, the others where they end now. */
function endsToRead(logs: readonly WorldElement[], record: PointRecord | undefined, world: World): { ends: ReadonlyMap<string, number>; restored: ReadonlySet<string> } {
  const ends = logOffsets(world.elements, 'logEndOffset');
  const recorded = logs.flatMap(log => recordedEnds(log, record));
  const restored = new Set(recorded.map(({ topic }) => topic));
  for (const key of logOffsets(logs, 'logEndOffset').keys()) {
    ends.delete(key);
    restored.add(key.slice(0, key.lastIndexOf('/')));
  }
  for (const { topic, partitions } of recorded) for (const { partition, offset } of partitions) ends.set(`${topic}/${partition}`, offset);
  return { ends, restored };
}

/** Records from the recorded offsets on that the logs no longer hold; undefined where it is not measured for each partition. */
export function goneFromLogs(offsets: readonly RecordedOffsets[], world: World): number | undefined {
  const starts = logOffsets(world.elements, 'logStartOffset');
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

interface Positions {
  /** Now. */
  now: ReadonlyMap<string, number>;
  /** When they are read again. */
  ends: ReadonlyMap<string, number>;
  waiting: ReadonlyMap<string, number>;
}

function sumOf(offsets: readonly (number | undefined)[]): number | undefined {
  return offsets.every((each): each is number => each !== undefined) ? offsets.reduce((sum, each) => sum + each, 0) : undefined;
}

function jumpOf({ group, topic, partitions }: RecordedOffsets, { now, ends, waiting }: Positions): ConsumerJump & { behind?: number } {
  const end = sumOf(partitions.map(({ partition }) => now.get(`${topic}/${partition}`)));
  const goesTo = partitions.reduce((sum, { offset }) => sum + offset, 0);
  const backlog = waiting.get(`${group}/${topic}`);
  const committed = end === undefined || backlog === undefined ? undefined : end - backlog;
  const behind = sumOf(partitions.map(({ partition, offset }) => {
    const upTo = ends.get(`${topic}/${partition}`);
    return upTo === undefined ? undefined : Math.max(0, upTo - offset);
  }));
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
function logHeld(gone: number | undefined, isRestored: boolean): PreflightCheck {
  if (isRestored) return passed(CODES.LOG_STILL_HELD, 'The log is restored from the same point');
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

function lostOfSinks(unfed: readonly WorldElement[], seconds: number | undefined, gone: number | undefined): DataAmount {
  if (unfed.length > 0) {
    return {
      ...(seconds === undefined ? {} : { seconds }),
      sentence: `What ${nameList(unfed.map(({ id }) => id))} took ${since(seconds)} is lost: nothing that is recorded feeds it again. How many records is not measured`,
    };
  }
  if (gone === undefined) return { sentence: 'Not known: whether the log still holds everything since the cut is not measured; what it holds is replayed' };
  if (gone === 0) return { records: 0, seconds: 0, sentence: 'Everything since the cut is read again from the log; nothing is lost' };
  return { records: gone, sentence: `${countText(gone)} records that the log no longer holds are lost; the others are read again` };
}

/** What the restore of the elements does to records. `fed` are the elements that their feeders can set back. */
export function replayOf(input: {
  elements: readonly WorldElement[];
  logs: readonly WorldElement[];
  /** Elements that are fed again from recorded offsets. */
  fed: ReadonlySet<string>;
  record: PointRecord | undefined;
  point: FoundPoint;
  world: World;
}): Replay {
  const { elements, logs, fed, record, point, world } = input;
  const seconds = ageSeconds(point, world.now);
  const offsets = fed.size > 0 ? (groupOffsets(record) ?? []) : [];
  const { ends, restored } = endsToRead(logs, record, world);
  const kept = offsets.filter(({ topic }) => !restored.has(topic));
  const gone = goneFromLogs(kept, world);
  const positions: Positions = { now: logOffsets(world.elements, 'logEndOffset'), ends, waiting: backlogs(world) };
  const jumps = offsets.map(each => jumpOf(each, positions));
  const consumers = jumps.map(({ behind: _, ...jump }) => jump);
  const records = jumps.length === 0 ? undefined : sumOf(jumps.map(({ behind }) => behind));
  const replayed: DataAmount | undefined = fed.size === 0
    ? undefined
    : {
        ...(records === undefined ? {} : { records }),
        ...(seconds === undefined ? {} : { seconds }),
        sentence: `${records === undefined ? 'Records' : `${countText(records)} records`} of ${plural(offsets.length, 'topic')} are read again, from the offsets ${seconds === undefined ? 'recorded' : `recorded ${formatDuration(seconds)} ago`} on${records === undefined ? '; how many is not measured' : ''}`,
      };
  const unfed = elements.filter(({ id }) => !fed.has(id) && !logs.some(log => log.id === id));
  const { lost, restsOn } = logs.length > 0
    ? lostOfLogs({ logs, record, seconds, since: since(seconds) })
    : { lost: lostOfSinks(unfed, seconds, gone), restsOn: [] };
  return {
    lost,
    ...(replayed === undefined ? {} : { replayed }),
    consumers,
    checks: fed.size === 0 ? [] : [logHeld(gone, offsets.length > 0 && kept.length === 0)],
    restsOn,
  };
}
