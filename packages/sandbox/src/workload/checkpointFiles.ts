import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, readJson, writeJson } from './jsonFile';

/** Batches kept, as Spark's `spark.sql.streaming.minBatchesToRetain`. */
const RETAINED_BATCHES = 100;

/** What one batch reads up to: stored offset after its last record, per partition. */
export interface BatchOffsets {
  topic: string;
  until: readonly number[];
}

/** The newest batch that the checkpoint has committed, or undefined for a new one. */
export async function lastCommit(
  folder: string,
): Promise<{ batch: number; offsets: BatchOffsets } | undefined> {
  const batch = (await numbers(join(folder, 'commits'))).pop();
  if (batch === undefined) return undefined;
  const offsets = await readJson<BatchOffsets>(
    join(folder, 'offsets', String(batch)),
  );
  return offsets ? { batch, offsets } : undefined;
}

/** Written before a batch: what it will read. */
export async function writeBatch(
  folder: string,
  batch: number,
  offsets: BatchOffsets,
): Promise<void> {
  await writeJson(join(folder, 'offsets', String(batch)), offsets);
}

/** Written after the sink has the batch; deletes what is too old to be needed. */
export async function writeCommit(
  folder: string,
  batch: number,
): Promise<void> {
  await writeJson(join(folder, 'commits', String(batch)), {
    nextBatchWatermarkMs: 0,
  });
  for (const part of ['offsets', 'commits']) {
    for (const old of await numbers(join(folder, part))) {
      if (old <= batch - RETAINED_BATCHES)
        await rm(join(folder, part, String(old)), { force: true });
    }
  }
}

async function numbers(folder: string): Promise<number[]> {
  try {
    return (await readdir(folder))
      .filter(name => /^\d+$/.test(name))
      .map(Number)
      .sort((a, b) => a - b);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
