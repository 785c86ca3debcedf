import type { Element, Measure, Volume } from '@penstock/backstage-plugin-data-pipelines-common';

/** Sum over the volumes of a group; `atLeast` where some volume does not report. */
export interface GroupSum {
  usedBytes?: number;
  sizeBytes?: number;
  atLeast: boolean;
  /** Seconds until the first of them is full, of those that say so. */
  fullInSeconds?: number;
  /** Whether even that is only a lower bound. */
  fullInAtLeast: boolean;
}

/** Volumes of one element, one role and one owner of their size, with their sum. */
export interface VolumeGroup {
  key: string;
  element: Element;
  role: string;
  volumes: Volume[];
  sum: GroupSum;
}

function valueOf(measure: Measure): number | undefined {
  return measure.state === 'measured' ? measure.value : undefined;
}

function known(values: (number | undefined)[]): number[] {
  return values.filter((value): value is number => value !== undefined);
}

function total(values: number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
}

/** Size of a volume: what it has, else what was asked for. */
export function sizeOf(volume: Volume): number | undefined {
  return volume.capacityBytes ?? volume.requestedBytes;
}

/** Sums only what is reported: a volume that does not report is never counted as empty. */
export function sumOf(volumes: readonly Volume[]): GroupSum {
  const used = known(volumes.map(volume => valueOf(volume.used)));
  const sizes = known(volumes.map(sizeOf));
  const forecasts = known(volumes.map(volume => valueOf(volume.fullIn)));
  const first = forecasts.length > 0 ? Math.min(...forecasts) : undefined;
  return {
    usedBytes: total(used),
    sizeBytes: total(sizes),
    atLeast: used.length < volumes.length || sizes.length < volumes.length,
    fullInSeconds: first,
    fullInAtLeast: volumes.some(({ fullIn }) => fullIn.state === 'measured' && fullIn.value === first && fullIn.atLeast === true),
  };
}

/** The share used of a group, where every volume reports both; a share of a part would mislead. */
export function ratioOf(sum: GroupSum): number | undefined {
  if (sum.atLeast || sum.usedBytes === undefined || !sum.sizeBytes) return undefined;
  return sum.usedBytes / sum.sizeBytes;
}

/** The names of the pods of a group with a star for what differs; undefined where nothing mounts it. */
export function membersOf(volumes: readonly Volume[]): string | undefined {
  const names = volumes.flatMap(({ member }) => member ?? []);
  if (names.length < 2) return names[0];
  const common = names.reduce((stem, name) => {
    const differs = [...stem].findIndex((letter, place) => letter !== name[place]);
    return differs < 0 ? stem : stem.slice(0, differs);
  });
  const stem = common.replace(/[^-.]*$/, '');
  return stem ? `${stem}*` : undefined;
}

/** Volumes of one role that one object and field size together. */
function keyOf({ role, sizeOwner }: Volume): string {
  return [role, sizeOwner.object.kind, sizeOwner.object.name, sizeOwner.field].join(' ');
}

/** Groups the volumes by element in flow order, by role and by who owns their size, each with its sum. */
export function volumeGroups(elements: readonly Element[]): VolumeGroup[] {
  return elements.flatMap(element => {
    const keys = [...new Set(element.volumes.map(keyOf))];
    return keys.map(key => {
      const volumes = element.volumes.filter(volume => keyOf(volume) === key);
      return { key: `${element.id} ${key}`, element, role: volumes[0].role, volumes, sum: sumOf(volumes) };
    });
  });
}
