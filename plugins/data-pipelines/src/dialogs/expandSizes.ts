import { parseQuantity, quantityOrUndefined, type Element, type Volume } from '@penstock/backstage-plugin-data-pipelines-common';
import { SIZE_UNITS, type EnteredSize, type SizeUnit } from '../parts/SizeField';

const DAY_SECONDS = 86_400;

/** Where no target of a volume is known, it shall not be fuller than this. */
const FULLNESS = 0.8;

const BYTES: Record<SizeUnit, number> = { Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 };

/** Bytes that a volume has, else those that were asked for. */
function sizeOf(volume: Volume): number | undefined {
  return volume.capacityBytes ?? volume.requestedBytes;
}

/** Volumes whose size one object and one field set. */
function ownerOf({ sizeOwner: { object, field } }: Volume): string {
  return [object.cluster, object.namespace, object.kind, object.name, field].join(' ');
}

/**
 * The volumes that would grow: those asked for and all that share their size;
 * where none is asked for, those that share a size and hold most together.
 */
export function volumesToGrow(element: Element, asked: readonly string[] = []): Volume[] {
  const named = element.volumes.filter(({ name }) => asked.includes(name));
  const owners = new Set(named.length > 0 ? named.map(ownerOf) : largestOwner(element.volumes));
  return element.volumes.filter(volume => owners.has(ownerOf(volume)));
}

function largestOwner(volumes: readonly Volume[]): string[] {
  const bytes = new Map<string, number>();
  for (const volume of volumes) bytes.set(ownerOf(volume), (bytes.get(ownerOf(volume)) ?? 0) + (sizeOf(volume) ?? 0));
  const [largest] = [...bytes].sort(([, a], [, b]) => b - a);
  return largest ? [largest[0]] : [];
}

/** Whether one object and one field set the size of all of them. */
export function shareOneSize(volumes: readonly Volume[]): boolean {
  return new Set(volumes.map(ownerOf)).size <= 1;
}

/** The largest size among volumes, in bytes; undefined where none is known. */
export function largestSize(volumes: readonly Volume[]): number | undefined {
  const sizes = volumes.flatMap(volume => sizeOf(volume) ?? []);
  return sizes.length > 0 ? Math.max(...sizes) : undefined;
}

/** Volumes of one size, which is another than that of most. */
export interface OtherSize {
  names: string[];
  /** Undefined where the size is not reported. */
  bytes?: number;
}

/** The volumes whose size is another than that of most, by size. */
export function differing(volumes: readonly Volume[]): OtherSize[] {
  const bySize = new Map<number | undefined, string[]>();
  for (const volume of volumes) bySize.set(sizeOf(volume), [...(bySize.get(sizeOf(volume)) ?? []), volume.name]);
  const [, ...others] = [...bySize].sort(([, a], [, b]) => b.length - a.length);
  return others.map(([bytes, names]) => ({ names, ...(bytes === undefined ? {} : { bytes }) }));
}

/** Rounds up to a size that people would write: whole GiB, from 100 GiB on whole tens. */
export function roundUp(bytes: number): number {
  const step = bytes >= 100 * BYTES.Gi ? 10 * BYTES.Gi : BYTES.Gi;
  return Math.ceil(bytes / step) * step;
}

/** The size that lasts so many days, or why there is none. */
export type LastingSize = { state: 'known'; bytes: number; basis: string; levels: boolean } | { state: 'enough' } | { state: 'unknown'; reason: string };

function lastingOne(volume: Volume, days: number): LastingSize {
  const { used, forecast, fullIn, usedRatio } = volume;
  if (used.state !== 'measured') return { state: 'unknown', reason: used.reason };
  if (!forecast) return { state: 'unknown', reason: fullIn.state === 'measured' ? '' : fullIn.reason };
  const { growthBytesPerSecond, levelBytes, basis } = forecast;
  if (growthBytesPerSecond <= 0) return { state: 'enough' };
  const linear = used.value + growthBytesPerSecond * days * DAY_SECONDS;
  const target = usedRatio.state === 'measured' ? usedRatio.target?.value : undefined;
  const level = levelBytes === undefined ? undefined : levelBytes / (target ?? FULLNESS);
  const levels = level !== undefined && level < linear;
  return { state: 'known', bytes: roundUp(levels ? level : linear), basis, levels };
}

/**
 * The size of each volume that lasts so many days: by growth, or where old data
 * is deleted by the level that the volume then has, with room to its target.
 * The neediest volume decides; one whose growth is unknown makes it unknown
 * only where no other says anything.
 */
export function sizeFor(volumes: readonly Volume[], days: number): LastingSize {
  const answers = volumes.map(volume => lastingOne(volume, days));
  const known = answers.flatMap(answer => (answer.state === 'known' ? [answer] : []));
  const [neediest] = [...known].sort((a, b) => b.bytes - a.bytes);
  const now = largestSize(volumes);
  if (neediest) return now !== undefined && neediest.bytes <= now ? { state: 'enough' } : neediest;
  return answers.find(({ state }) => state === 'unknown') ?? { state: 'enough' };
}

/** A size in the largest unit in which it is whole. */
export function enteredSize(bytes: number): EnteredSize {
  const unit = [...SIZE_UNITS].reverse().find(name => bytes >= BYTES[name] && bytes % BYTES[name] === 0) ?? 'Mi';
  return { text: String(Math.ceil(bytes / BYTES[unit])), unit };
}

/** The quantity that was entered; undefined where it is none. */
export function quantityOf({ text, unit }: EnteredSize): string | undefined {
  const written = text.trim();
  if (!/^\d+([.]\d+)?$/.test(written)) return undefined;
  const quantity = `${written}${unit}`;
  const bytes = quantityOrUndefined(quantity);
  return bytes !== undefined && Number.isFinite(bytes) && bytes > 0 ? quantity : undefined;
}

/** Bytes of what was entered; undefined where it is no size. */
export function bytesOf(size: EnteredSize): number | undefined {
  const quantity = quantityOf(size);
  return quantity === undefined ? undefined : parseQuantity(quantity);
}
