import { formatBytes, formatDuration, type ComparisonRow, type Volume } from '@penstock/backstage-plugin-data-pipelines-common';
import { textAt } from '../../engines/shared/reading';
import type { ElementVolumeFacts } from './elementVolumes';
import { plural } from './words';

const HORIZON_SECONDS = 90 * 86_400;
const NOT_REPORTED = 'not reported';

function sizesText(sizes: readonly (number | undefined)[]): string {
  const known = [...new Set(sizes.filter((size): size is number => size !== undefined))].sort((a, b) => a - b);
  if (known.length === 0) return NOT_REPORTED;
  return known.length === 1 ? formatBytes(known[0]) : `${formatBytes(known[0])} to ${formatBytes(known[known.length - 1])}`;
}

function percent(ratio: number): string {
  return `${Math.round(ratio * 100)} %`;
}

function usedBytes({ used }: Volume): number | undefined {
  return used.state === 'measured' ? used.value : undefined;
}

function fullest(volumes: readonly ElementVolumeFacts[], size: (volume: ElementVolumeFacts) => number | undefined): number | undefined {
  const ratios = volumes.flatMap(volume => {
    const used = usedBytes(volume.view);
    const total = size(volume);
    return used === undefined || total === undefined || total === 0 ? [] : [used / total];
  });
  // One volume that nobody measures may be the fullest.
  return ratios.length === volumes.length && ratios.length > 0 ? Math.max(...ratios) : undefined;
}

/** Seconds until the first volume is full at the present growth; undefined where that is not known. */
function fullInAfter(volumes: readonly ElementVolumeFacts[], bytes: number): number | undefined {
  const each = volumes.map(({ view }) => {
    const used = usedBytes(view);
    if (view.forecast === undefined || used === undefined) return undefined;
    const { growthBytesPerSecond: growth, levelBytes } = view.forecast;
    if (growth <= 0 || (levelBytes !== undefined && levelBytes < bytes && used <= levelBytes)) return HORIZON_SECONDS;
    return Math.max(0, bytes - used) / growth;
  });
  const known = each.filter((seconds): seconds is number => seconds !== undefined);
  return known.length === volumes.length && known.length > 0 ? Math.min(...known) : undefined;
}

function fullInNow(volumes: readonly ElementVolumeFacts[]): { text: string; alarming: boolean } {
  const measured = volumes.flatMap(({ view }) => (view.fullIn.state === 'measured' ? [view.fullIn] : []));
  if (measured.length < volumes.length || measured.length === 0) return { text: NOT_REPORTED, alarming: false };
  const first = measured.reduce((a, b) => (b.value < a.value ? b : a));
  return { text: durationText(first.value), alarming: first.target?.verdict === 'missed' };
}

function durationText(seconds: number | undefined): string {
  if (seconds === undefined) return NOT_REPORTED;
  return seconds >= HORIZON_SECONDS ? 'not in 90 days' : formatDuration(seconds);
}

/** What pages show of volumes before and after they have grown; what is not measured says so. */
export function expandComparison(volumes: readonly ElementVolumeFacts[], bytes: number): ComparisonRow[] {
  const now = fullest(volumes, ({ capacityBytes }) => capacityBytes);
  const after = fullest(volumes, () => bytes);
  const full = fullInNow(volumes);
  const capacities = volumes.map(({ capacityBytes, requestedBytes }) => capacityBytes ?? requestedBytes);
  const total = capacities.every((size): size is number => size !== undefined) ? capacities.reduce((sum, size) => sum + size, 0) : undefined;
  return [
    { label: 'Size, each', now: sizesText(capacities), after: formatBytes(bytes) },
    { label: volumes.length === 1 ? 'Used' : 'Used, fullest', now: now === undefined ? NOT_REPORTED : percent(now), after: after === undefined ? NOT_REPORTED : percent(after) },
    { label: 'Full in', now: full.text, after: durationText(fullInAfter(volumes, bytes)), ...(full.alarming ? { alarming: 'now' as const } : {}) },
    { label: `Total, ${plural(volumes.length, 'volume')}`, now: total === undefined ? NOT_REPORTED : formatBytes(total), after: formatBytes(bytes * volumes.length) },
  ];
}

/** What pages show of the volume attributes class of volumes, before and after. */
export function classComparison(volumes: readonly ElementVolumeFacts[], name: string): ComparisonRow {
  const now = [...new Set(volumes.map(({ claim }) => textAt(claim, 'status.currentVolumeAttributesClassName') ?? 'none'))].sort();
  return { label: 'Performance class', now: now.join(', '), after: name };
}

/** What the numbers rest on, in words. */
export function expandBasis(volumes: readonly ElementVolumeFacts[]): string | undefined {
  const fastest = volumes
    .flatMap(({ view }) => view.forecast ?? [])
    .reduce<Volume['forecast']>((most, each) => (most === undefined || each.growthBytesPerSecond > most.growthBytesPerSecond ? each : most), undefined);
  if (fastest === undefined) return undefined;
  const perHour = fastest.growthBytesPerSecond * 3600;
  const level = fastest.levelBytes === undefined ? '' : ` The log levels off at about ${formatBytes(fastest.levelBytes)}.`;
  return `${perHour >= 0 ? '+' : '−'}${formatBytes(Math.abs(perHour))} an hour on the fastest volume, ${fastest.basis}.${level}`;
}
