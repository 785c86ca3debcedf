import { join } from 'node:path';
import { DEFAULT_FLOW, type VolumeFill } from '../seeds/workloadSpec';
import { readJson, writeJson } from './jsonFile';
import type { VolumeWorld } from './world';

/** What a volume holds besides records: a declared number of bytes, noted in the volume itself. */
export interface BaseFill {
  baseBytes: number;
  /** Bytes that come on top in an hour, apart from what records bring. */
  bytesPerHour: number;
  /** Milliseconds; `bytesPerHour` counts from here. */
  since: number;
}

const FILE = 'base-fill.json';

/** The volume's note, written at the first call from what is declared and what records explain already. */
export async function baseFillOf(
  folder: string,
  volume: VolumeWorld,
  fill: VolumeFill | undefined,
  records: { bytes: number; bytesPerHour: number },
  now: number,
): Promise<BaseFill> {
  const path = join(folder, FILE);
  const known = await readJson<BaseFill>(path);
  if (known) return known;
  const wanted =
    fill?.usedBytes ?? volume.capacityBytes * DEFAULT_FLOW.fillRatio;
  const made: BaseFill = {
    baseBytes: Math.max(0, wanted - records.bytes),
    bytesPerHour: fill ? fill.bytesPerHour - records.bytesPerHour : 0,
    since: now,
  };
  await writeJson(path, made);
  return made;
}

/** Bytes in use: the declared base and what the records stand for, within the volume's size. Pure. */
export function usedBytes(
  base: BaseFill,
  recordBytes: number,
  capacityBytes: number,
  now: number,
): number {
  const hours = Math.max(0, now - base.since) / 3_600_000;
  const declared = Math.max(0, base.baseBytes + base.bytesPerHour * hours);
  return Math.min(capacityBytes, Math.round(declared + recordBytes));
}

/** Whether a volume takes no more bytes; the last thousandth is what file systems keep back. */
export function isFull(used: number, capacityBytes: number): boolean {
  return used >= capacityBytes * 0.999;
}
