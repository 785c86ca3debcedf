import { until } from 'control-plane';
import type { FaultRow } from './FaultRow';
import { GROUPS, NAMESPACE, SNAPSHOTS, type FaultWorld } from './FaultWorld';

const SHORT_MS = 3_000;
const GONE_TIMEOUT_MS = 30_000;
const DEFINITION = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/volumegroupsnapshots.groupsnapshot.storage.k8s.io';

/** A fault of the whole API server that lasts until the product has met it for a while. */
function server(fault: string, name: string, parameters: Record<string, string | number>, operation: 'snapshot' | 'expand', ends = 'Succeeded'): FaultRow {
  return {
    ...{ fault, operation, ends, only: 'sandbox' },
    play: async world => {
      const held = world.proxy.meet({ method: 'POST|PATCH', path: /volumegroupsnapshots|kafkanodepools/ }, { how: 'hold-request' });
      const id = await (operation === 'snapshot' ? world.cut() : world.grow());
      await held.reached();
      if (!world.target.order) throw new Error('Only the sandbox takes such orders.');
      const heal = await world.broken(world.target.order(name, parameters));
      held.lift();
      const lasting = new Promise(resolve => setTimeout(resolve, SHORT_MS));
      if (ends === 'Succeeded') await lasting;
      else await world.ended(id);
      await heal();
      return world.ended(id);
    },
  };
}

/** The cluster's clock is off from before the write to the end; on a real server all that it says of the time is. */
function clock(fault: string, seconds: number, operation: 'snapshot' | 'expand'): FaultRow {
  return {
    ...{ fault, operation, ends: 'Succeeded' },
    play: async world => {
      const { order } = world.target;
      if (order) await world.broken(order('clock-skew', { seconds }));
      else world.proxy.meet({ method: 'GET|POST|PATCH|DELETE', path: /./ }, { how: 'shift-clock', seconds });
      return world.ended(await (operation === 'snapshot' ? world.cut() : world.grow()));
    },
  };
}

/** Nothing holds them back any more, whoever looks after them. */
async function freed(world: FaultWorld, collection: string): Promise<void> {
  for (const { metadata } of (await world.admin.get(collection)).items) await world.admin.patch(`${collection}/${metadata.name}`, 'merge', { metadata: { finalizers: null } });
}

/** The API server as a whole goes wrong, its clock, and at last what the element lives in. */
export const clusterRows: readonly FaultRow[] = [
  server('the API server hangs', 'hang', {}, 'snapshot'),
  server('the API server is slow', 'slow', { delayMs: 700 }, 'snapshot'),
  server('half of all requests end with 500', 'error-500', { share: 0.5 }, 'expand'),
  server('the API server throttles', 'throttle', {}, 'snapshot'),
  server('the API server refuses connections', 'refuse', {}, 'expand'),
  server('the token is revoked for a while', 'revoke-token', { user: 'penstock' }, 'snapshot'),
  server('the right to write is revoked', 'revoke-right', { user: 'penstock', resource: '*' }, 'snapshot', 'Failed PERMISSION_MISSING'),
  clock("the cluster's clock is 10 minutes ahead", 600, 'snapshot'),
  clock("the cluster's clock is 10 minutes behind", -600, 'expand'),
  {
    ...{ fault: 'the definition of groups is removed, later there again', operation: 'snapshot', ends: 'Failed SNAPSHOT_GONE' },
    play: async world => {
      const definition = (await world.admin.get(DEFINITION)).object;
      const { uid: _uid, resourceVersion: _version, creationTimestamp: _created, ...metadata } = definition.metadata;
      const back = async () => {
        await world.admin.post(DEFINITION.slice(0, DEFINITION.lastIndexOf('/')), { ...definition, metadata, status: undefined });
      };
      await world.broken(world.target.silence('snapshots'));
      const id = await world.cut();
      await world.waits(id, /cut time/);
      await freed(world, GROUPS);
      await world.admin.delete(DEFINITION);
      await world.broken(Promise.resolve(back));
      await until('the definition to be gone', GONE_TIMEOUT_MS, async () => ((await world.admin.get(DEFINITION)).status === 404 ? true : undefined));
      await back();
      return world.ended(id);
    },
  },
  {
    ...{ fault: 'the namespace is deleted', operation: 'snapshot', ends: 'Failed SNAPSHOT_GONE' },
    play: async world => {
      await world.broken(world.target.silence('snapshots'));
      const id = await world.cut();
      await world.waits(id, /cut time/);
      await world.admin.delete(`/api/v1/namespaces/${NAMESPACE}`);
      for (const collection of [GROUPS, SNAPSHOTS]) await world.admin.delete(collection);
      return world.ended(id);
    },
  },
];
