import type { Progress } from '@penstock/backstage-plugin-data-pipelines-common';

/** What has become of a progress since it was last seen, where that would mislead if it were not said. */
export type ProgressTurn = { kind: 'grew'; from: number; to: number } | { kind: 'fell'; from: number; to: number };

/** Whether a total grew, or what is done fell; undefined for the usual way, forward. Pure. */
export function turnOf(before: Progress | undefined, after: Progress): ProgressTurn | undefined {
  if (!before || before.unit !== after.unit) return undefined;
  if (before.total !== undefined && after.total !== undefined && after.total > before.total) {
    return { kind: 'grew', from: before.total, to: after.total };
  }
  if (before.done !== undefined && after.done !== undefined && after.done < before.done) {
    return { kind: 'fell', from: before.done, to: after.done };
  }
  return undefined;
}

/** Per cent of a progress that can be drawn; undefined where its end is not known. */
export function percentOf({ source, done, total }: Progress): number | undefined {
  if (source === 'unknown' || done === undefined || total === undefined || total <= 0) return undefined;
  return Math.min(100, Math.max(0, (done / total) * 100));
}
