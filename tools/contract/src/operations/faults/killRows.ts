import { until } from 'control-plane';
import type { ApiTrouble } from './ApiProxy';
import type { Encounter } from './Encounter';
import type { FaultRow } from './FaultRow';
import type { FaultWorld } from './FaultWorld';

const POST_GROUP = { method: 'POST', path: /\/volumegroupsnapshots/ };
const REPLICA_TIMEOUT_MS = 90_000;
const ONE_USER = /\/namespaces\/faults\/kafkausers\/./;
const ONE_GROUP = /\/namespaces\/faults\/volumegroupsnapshots/;

/** Kills the product as soon as a request is held, loses that request, starts the product again and follows the operation to its end. */
async function killedAt(world: FaultWorld, held: Encounter, id: string) {
  await held.reached();
  await world.backend.kill();
  held.drop();
  await world.backend.start();
  return world.ended(id);
}

function killedInCut(fault: string, trouble: ApiTrouble): FaultRow {
  return {
    ...{ fault, operation: 'snapshot', ends: 'Succeeded', resumesBy: ONE_GROUP },
    play: async world => {
      const held = world.proxy.meet(POST_GROUP, trouble);
      return killedAt(world, held, await world.cut());
    },
  };
}

/** The product dies at the instants at which it matters. */
export const killRows: readonly FaultRow[] = [
  killedInCut('killed before the POST', { how: 'hold-request' }),
  killedInCut('killed after the POST, before the row', { how: 'hold-answer' }),
  {
    // the watchdog may resume writes before somebody goes on with the cut
    ...{ fault: 'killed while writes are paused', operation: 'snapshot, producers held back', ends: ['Succeeded', 'PartiallySucceeded'], resumesBy: ONE_USER },
    play: async world => {
      const held = world.proxy.meet(POST_GROUP, { how: 'hold-request' });
      return killedAt(world, held, await world.cut({ consistency: 'application' }));
    },
  },
  {
    ...{ fault: 'killed between the cut and the resume', operation: 'snapshot, producers held back', ends: 'Succeeded', resumesBy: ONE_USER },
    play: async world => {
      const cutting = world.proxy.meet(POST_GROUP, { how: 'hold-request' });
      const id = await world.cut({ consistency: 'application' });
      await cutting.reached();
      const resuming = world.proxy.meet({ method: 'PATCH', path: ONE_USER }, { how: 'hold-request' });
      cutting.lift();
      return killedAt(world, resuming, id);
    },
  },
  {
    ...{ fault: 'killed during the wait', operation: 'snapshot', ends: 'Succeeded', resumesBy: ONE_GROUP },
    play: async world => {
      const heal = await world.broken(world.target.driver('groupSnapshot', 'hang'));
      const id = await world.cut();
      await world.waits(id, /cut time/);
      await world.backend.kill();
      await world.backend.start();
      await heal();
      return world.ended(id);
    },
  },
  {
    ...{ fault: 'killed after an expansion is asked for, before the row', operation: 'expand', ends: 'Succeeded', resumesBy: /\/kafkanodepools\/|persistentvolumeclaims\// },
    play: async world => {
      const held = world.proxy.meet({ method: 'PATCH', path: /\/kafkanodepools\// }, { how: 'hold-answer' });
      return killedAt(world, held, await world.grow());
    },
  },
  {
    ...{ fault: 'two replicas, the one that works is killed', operation: 'snapshot', ends: 'Succeeded' },
    play: async world => {
      // both migrate one file, and whoever finds it locked ends
      await until('a second product to be up', REPLICA_TIMEOUT_MS, () => world.replica.start().then(() => true));
      const heal = await world.broken(world.target.driver('groupSnapshot', 'hang'));
      const id = await world.cut();
      await world.waits(id, /cut time/);
      await world.backend.kill();
      await heal();
      const ended = await world.ended(id, world.replica);
      await world.replica.kill();
      await world.backend.start();
      return ended;
    },
  },
];
