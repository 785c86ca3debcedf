import type { Clock } from '../../contracts';
import type { StoreEvent } from '../../state/ObjectStore';
import type { Room } from '../Room';
import { createBudgetKeeper } from './budgets';
import { createEventKeeper } from './events';
import { createGarbageKeeper } from './garbage';
import { createNamespaceKeeper } from './namespaces';
import { createPodKeeper } from './pods';
import { createProtectionKeeper } from './protection';

/** A part of what a controller-manager does for every cluster. */
export interface Keeper {
  /** Acts on changes, in their order. Its own writes come back in the next batch. */
  work(batch: readonly StoreEvent[]): void;
  /** Ends timers. */
  stop(): void;
}

/** A real controller-manager does not act at once either; one batch takes all changes of this time. */
const BATCH_MS = 25;
/** Keepers settle in a few rounds; a loop among them must not take the process with it. */
const MAX_ROUNDS = 50;

/**
 * Starts what a controller-manager and a kubelet do for every object: garbage
 * by owner, namespaces, grace periods, volume protection, budgets, old
 * events. Returns how to stop.
 */
export function startHousekeeping(
  room: Room,
  clock: Clock,
  log: (line: string) => void,
): () => void {
  const keepers: Keeper[] = [
    createNamespaceKeeper(room),
    createGarbageKeeper(room),
    createPodKeeper(room, clock, log),
    createProtectionKeeper(room),
    createBudgetKeeper(room),
    createEventKeeper(room, log),
  ];
  let batch: StoreEvent[] = room.store.everything().map(entry => ({
    type: 'ADDED',
    resource: entry.resource,
    revision: room.store.revision,
    object: entry.object,
    previous: undefined,
  }));
  let timer: NodeJS.Timeout | undefined;
  const run = () => {
    timer = undefined;
    for (let round = 0; batch.length > 0 && round < MAX_ROUNDS; round += 1) {
      const current = batch;
      batch = [];
      keepers.forEach(keeper => attempt(keeper, current, log));
    }
  };
  const schedule = () => {
    timer ??= setTimeout(run, BATCH_MS);
  };
  const stopListening = room.store.listen(event => {
    batch.push(event);
    schedule();
  });
  schedule();
  return () => {
    stopListening();
    clearTimeout(timer);
    keepers.forEach(keeper => keeper.stop());
  };
}

/** One keeper's trouble must not end the process or the others' work. */
function attempt(
  keeper: Keeper,
  batch: readonly StoreEvent[],
  log: (line: string) => void,
): void {
  try {
    keeper.work(batch);
  } catch (error) {
    log(`housekeeping: ${error instanceof Error ? error.message : error}`);
  }
}
