import {
  appendFile,
  copyFile,
  mkdir,
  open,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
} from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, readJson, writeJson } from './jsonFile';
import {
  DamagedRecord,
  decodeRecords,
  encodeRecord,
  LINE_BYTES,
  type StoredRecord,
} from './record';
import { withNext, type Run } from './runs';
import {
  joinHours,
  SEGMENT_RECORDS,
  type DeclaredPast,
  type FoldedSegment,
  type Segment,
} from './topicFlow';

/** What stands in `partition.json` beside the segments, equal on every replica. */
export interface PartitionMeta {
  /** How many records one stored record stands for. */
  scale: number;
  /** Bytes that one record takes in a real log. */
  recordBytes: number;
  /** Node ids among which the topic was placed when it was made. */
  brokers: number[];
  replicationFactor?: number;
  declared: DeclaredPast;
  folded: FoldedSegment[];
  /** Sequence numbers of the records in folded segments. */
  foldedSequences?: Run[];
}

/** One replica of a partition, as its folder shows it. */
export interface PartitionLog {
  meta: PartitionMeta;
  segments: Segment[];
  /** Offset after the last record. */
  end: number;
}

const META = 'partition.json';

/**
 * Reads a replica's folder, or gives undefined when it has none. A last line
 * that was not written whole was never acknowledged and is cut off.
 */
export async function loadPartition(
  folder: string,
): Promise<PartitionLog | undefined> {
  const meta = await readJson<PartitionMeta>(join(folder, META));
  if (!meta) return undefined;
  const names = (await readdir(folder))
    .filter(name => /^\d{20}\.log$/.test(name))
    .sort();
  const segments: Segment[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const { size } = await stat(path);
    const count = Math.floor(size / LINE_BYTES);
    if (size !== count * LINE_BYTES) await truncate(path, count * LINE_BYTES);
    const base = Number(name.slice(0, 20));
    const last =
      count > 0 ? (await readLines(path, count - 1, 1))[0] : undefined;
    segments.push({ base, count, lastTime: last?.time ?? 0 });
  }
  const newest = segments[segments.length - 1];
  return {
    meta,
    segments,
    end: newest ? newest.base + newest.count : endOfMeta(meta),
  };
}

/**
 * Reads a replica's folder as {@link loadPartition} does; a replica whose
 * records cannot be read is damaged.
 */
export async function loadReplica(
  folder: string,
): Promise<{ log: PartitionLog | undefined; damaged: boolean }> {
  try {
    const log = await loadPartition(folder);
    return { log, damaged: false };
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof DamagedRecord))
      throw error;
    return { log: undefined, damaged: true };
  }
}

/** Whether the newest record of a replica cannot be read. */
export async function isDamaged(
  folder: string,
  { segments }: PartitionLog,
): Promise<boolean> {
  const last = segments[segments.length - 1];
  if (!last || last.count === 0) return false;
  try {
    await readLines(join(folder, segmentName(last.base)), last.count - 1, 1);
    return false;
  } catch (error) {
    if (isMissing(error)) return false;
    if (error instanceof SyntaxError || error instanceof DamagedRecord)
      return true;
    throw error;
  }
}

function endOfMeta({ declared, folded }: PartitionMeta): number {
  return folded[folded.length - 1]?.end ?? declared.before;
}

/** Makes the folder of a new partition. */
export async function createPartition(
  folder: string,
  meta: PartitionMeta,
): Promise<PartitionLog> {
  await writeJson(join(folder, META), meta);
  return { meta, segments: [], end: meta.declared.before };
}

/** Segments after `records` have been added at the end; begins a new file when one is full. Pure. */
export function planAppend(
  segments: readonly Segment[],
  records: readonly StoredRecord[],
): Segment[] {
  const next = segments.map(segment => ({ ...segment }));
  for (const record of records) {
    let last = next[next.length - 1];
    if (!last || last.count >= SEGMENT_RECORDS) {
      last = { base: record.offset, count: 0, lastTime: 0 };
      next.push(last);
    }
    last.count += 1;
    last.lastTime = record.time;
  }
  return next;
}

/** Adds records to the files of one replica whose segments are given. */
export async function appendRecords(
  folder: string,
  segments: readonly Segment[],
  records: readonly StoredRecord[],
): Promise<void> {
  const files = new Map<number, string>();
  const planned = planAppend(segments, records);
  for (const record of records) {
    const home = planned.find(
      ({ base, count }) =>
        base <= record.offset && record.offset < base + count,
    );
    const base = home?.base ?? record.offset;
    files.set(base, (files.get(base) ?? '') + encodeRecord(record));
  }
  for (const [base, text] of files)
    await appendFile(join(folder, segmentName(base)), text);
}

/** Records with `from <= offset < to` that are still in files. */
export async function readRecords(
  folder: string,
  segments: readonly Segment[],
  from: number,
  to: number,
): Promise<StoredRecord[]> {
  const found: StoredRecord[] = [];
  for (const { base, count } of segments) {
    const first = Math.max(from, base);
    const after = Math.min(to, base + count);
    if (first < after)
      found.push(
        ...(await readLines(
          join(folder, segmentName(base)),
          first - base,
          after - first,
        )),
      );
  }
  return found;
}

/** Deletes the files of the oldest segments; their sizes and times stay in `partition.json`. */
export async function foldSegments(
  folder: string,
  log: PartitionLog,
  fold: readonly Segment[],
): Promise<PartitionLog> {
  const folded = joinHours([
    ...log.meta.folded,
    ...fold.map(({ base, count, lastTime }) => ({
      end: base + count,
      lastTime,
    })),
  ]);
  let foldedSequences = log.meta.foldedSequences ?? [];
  for (const { base, count } of fold) {
    const records = await readLines(join(folder, segmentName(base)), 0, count);
    for (const { sequence } of records)
      foldedSequences = withNext(foldedSequences, sequence);
  }
  const meta = { ...log.meta, folded, foldedSequences };
  await writeJson(join(folder, META), meta);
  for (const { base } of fold)
    await rm(join(folder, segmentName(base)), { force: true });
  return { ...log, meta, segments: log.segments.slice(fold.length) };
}

/**
 * Makes `to` equal to `from`, as a replica does that fetches what it missed.
 * Files of the same length are taken to be the same unless `thorough`.
 */
export async function catchUp(
  from: string,
  to: string,
  thorough = false,
): Promise<void> {
  await mkdir(to, { recursive: true });
  const wanted = new Set(await readdir(from));
  for (const name of await readdir(to)) {
    if (!wanted.has(name)) await rm(join(to, name), { force: true });
  }
  for (const name of wanted) {
    const [source, target] = [join(from, name), join(to, name)];
    if (name === META || !(await isSame(source, target, thorough)))
      await copyFile(source, target);
  }
}

async function isSame(
  a: string,
  b: string,
  thorough: boolean,
): Promise<boolean> {
  const size = await sizeOf(a);
  if (size !== (await sizeOf(b))) return false;
  return !thorough || (await readFile(a)).equals(await readFile(b));
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return -1;
    throw error;
  }
}

async function readLines(
  path: string,
  skip: number,
  count: number,
): Promise<StoredRecord[]> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(count * LINE_BYTES);
    const { bytesRead } = await file.read(
      bytes,
      0,
      bytes.length,
      skip * LINE_BYTES,
    );
    return decodeRecords(bytes.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

function segmentName(base: number): string {
  return `${String(base).padStart(20, '0')}.log`;
}
