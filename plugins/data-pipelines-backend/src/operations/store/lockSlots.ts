import type { LockMode, PlannedLock } from '@penstock/backstage-plugin-data-pipelines-node';

/**
 * What a mode occupies of a key. A key's slot is held by one operation at a
 * time, which the primary key of the table enforces: two modes that share a
 * slot exclude each other, and racing inserts cannot both win.
 */
const SLOTS: Record<LockMode, readonly LockSlot[]> = {
  expand: ['size'],
  snapshot: ['cut'],
  exclusive: ['size', 'cut'],
};

/** One half of a key. */
export type LockSlot = 'size' | 'cut';

/** Whether two operations may hold the same key in these modes at once. */
export function compatible(one: LockMode, other: LockMode): boolean {
  return !SLOTS[one].some(slot => SLOTS[other].includes(slot));
}

/** One row of a lock. */
export interface LockSlotRow {
  lock_key: string;
  slot: LockSlot;
  mode: LockMode;
}

/**
 * The rows that locks are stored as: sorted, so that operations that race for
 * the same keys wait for each other in the same order.
 */
export function slotRows(locks: readonly PlannedLock[]): LockSlotRow[] {
  const rows = new Map<string, LockSlotRow>();
  for (const { key, mode } of locks) {
    for (const slot of SLOTS[mode]) {
      const place = `${key}\n${slot}`;
      const before = rows.get(place);
      if (before === undefined || mode === 'exclusive') rows.set(place, { lock_key: key, slot, mode });
    }
  }
  return [...rows.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
}
