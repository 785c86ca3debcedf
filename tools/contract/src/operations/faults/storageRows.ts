import type { Operation } from '@penstock/backstage-plugin-data-pipelines-common';
import { until } from 'control-plane';
import type { FaultRow } from './FaultRow';
import { GROUPS, NAMESPACE, type FaultWorld } from './FaultWorld';
import type { DriverTrouble, Silenceable } from './startFaultTarget';

const ONE_GROUP = /\/namespaces\/faults\/volumegroupsnapshots\/./;
const ONE_CLAIM = /\/namespaces\/faults\/persistentvolumeclaims\/./;
const HEALED_TIMEOUT_MS = 30_000;

function driverCut(how: DriverTrouble, cancelled: boolean): FaultRow {
  return {
    ...{ fault: `driver: ${how}${cancelled ? ', cancelled' : ' for a while'}`, operation: 'snapshot', ends: cancelled ? 'Cancelled' : 'Succeeded' },
    play: async world => {
      const heal = await world.broken(world.target.driver('groupSnapshot', how));
      const id = await world.cut();
      await world.waits(id, /cut time/);
      if (cancelled) await world.backend.client.cancelOperation(id);
      // a group that the driver still works on goes only when the driver answers again
      await heal();
      return world.ended(id);
    },
  };
}

function driverGrowth(how: 'fail' | 'hang'): FaultRow {
  return {
    ...{ fault: `driver: ${how} for a while`, operation: 'expand', ends: 'Succeeded' },
    play: async world => {
      const heal = await world.broken(world.target.driver('expand', how));
      const id = await world.grow();
      await world.waits(id, /driver grows/);
      await heal();
      return world.ended(id);
    },
  };
}

function silent(controller: Silenceable, operation: 'snapshot' | 'expand', cancelled: boolean): FaultRow {
  return {
    ...{ fault: `controller silent: ${controller}${cancelled ? ', cancelled' : ' for a while'}`, operation, ends: cancelled ? 'Cancelled' : 'Succeeded' },
    play: async world => {
      const heal = await world.broken(world.target.silence(controller));
      const id = await (operation === 'snapshot' ? world.cut() : world.grow());
      await world.waits(id);
      if (cancelled) await world.backend.client.cancelOperation(id);
      await heal();
      return world.ended(id);
    },
  };
}

/** Without what a controller said of it, as an older version of it would look. */
function unsaid(object: unknown): unknown {
  return typeof object === 'object' && object !== null ? { ...object, status: {} } : object;
}

/** With a word that no version of Kubernetes has used yet. */
function strange(object: unknown): unknown {
  const status = typeof object === 'object' && object !== null ? Reflect.get(object, 'status') : undefined;
  if (typeof object !== 'object' || object === null) return object;
  return { ...object, status: { ...(typeof status === 'object' ? status : {}), allocatedResourceStatuses: { storage: 'ControllerResizeDreaming' } } };
}

/** A growth that the driver calls impossible, to its end; the driver is well again. */
async function infeasible(world: FaultWorld): Promise<Operation> {
  const heal = await world.broken(world.target.driver('expand', 'infeasible'));
  const ended = await world.ended(await world.grow());
  await heal();
  return ended;
}

/** The broker's claim asks for no more than it has. */
async function untilHealed(world: FaultWorld): Promise<void> {
  await until('the growth to be taken back', HEALED_TIMEOUT_MS, async () => {
    const brokers = (await world.claims()).filter(({ metadata }) => metadata.name?.includes('broker'));
    if (brokers.every(({ status }) => !JSON.stringify(status).includes('Infeasible'))) return true;
    throw new Error(JSON.stringify(brokers.map(({ spec, status }) => ({ spec, status }))));
  });
}

/** Storage that fails, hangs, refuses, or tells strange things. */
export const storageRows: readonly FaultRow[] = [
  driverCut('fail', false),
  driverCut('hang', false),
  driverCut('fail', true),
  {
    ...{ fault: 'driver: hangs beyond the limit of the pause', operation: 'snapshot, producers held back', ends: 'PartiallySucceeded', pauseLimitSeconds: 5 },
    play: async world => {
      const heal = await world.broken(world.target.driver('groupSnapshot', 'hang'));
      const id = await world.cut({ consistency: 'application', longestPauseSeconds: 5 });
      await until('writes to be paused', HEALED_TIMEOUT_MS, async () => (world.pauses.spans.at(-1) !== undefined && world.pauses.spans.at(-1)?.to === undefined ? true : undefined));
      await until('writes to be resumed by the watchdog', HEALED_TIMEOUT_MS, async () => (world.pauses.spans.at(-1)?.to === undefined ? undefined : true));
      await heal();
      const ended = await world.ended(id);
      const point = await until('the point to say what was got', HEALED_TIMEOUT_MS, async () => {
        const found = await world.backend.client.getRecoveryPoint(id);
        // The inventory shows what was written a moment later.
        return found.consistency.got === undefined ? undefined : found;
      });
      if (point.consistency.got !== 'crash') throw new Error(`The point calls a cut after the pause ${point.consistency.got}-consistent.`);
      return ended;
    },
  },
  driverGrowth('fail'),
  driverGrowth('hang'),
  {
    ...{ fault: 'driver: infeasible', operation: 'expand', ends: 'Failed GROWTH_INFEASIBLE' },
    play: infeasible,
  },
  {
    ...{ fault: 'after an infeasible one, another size', operation: 'expand', ends: 'Succeeded' },
    play: async world => {
      await infeasible(world);
      await untilHealed(world);
      return world.ended(await world.grow());
    },
  },
  silent('storage', 'expand', false),
  silent('snapshots', 'snapshot', false),
  silent('snapshots', 'snapshot', true),
  silent('strimzi', 'expand', false),
  {
    ...{ fault: 'a phase goes back: what was cut is not cut any more, for a while', operation: 'snapshot', ends: 'Succeeded' },
    play: async world => {
      let looks = 0;
      world.proxy.meet(
        { method: 'GET', path: ONE_GROUP },
        {
          how: 'rewrite',
          change: object => {
            if (!JSON.stringify(object).includes('"creationTime"')) return object;
            looks += 1;
            return looks > 1 && looks < 5 ? unsaid(object) : object;
          },
        },
      );
      const ended = await world.ended(await world.cut());
      if (looks < 5) throw new Error(`The operation ended after ${looks} looks, while the group said nothing.`);
      return ended;
    },
  },
  {
    ...{ fault: 'a status with a word that is not known', operation: 'expand', ends: 'Succeeded' },
    play: async world => {
      // a claim of which the plan knew it would not be grown
      const asked = world.proxy.meet({ method: 'PATCH', path: /\/kafkanodepools\// }, { how: 'hold-request' });
      const id = await world.grow();
      await asked.reached();
      const told = world.proxy.meet({ method: 'GET', path: ONE_CLAIM }, { how: 'rewrite', change: strange });
      asked.lift();
      await world.until('to be Unknown and to name the word', id, ({ summary, steps }) => summary.phase === 'Unknown' && JSON.stringify(steps).includes('ControllerResizeDreaming'));
      told.lift();
      return world.ended(id);
    },
  },
  {
    ...{ fault: 'the object is deleted by hand', operation: 'snapshot', ends: 'Failed SNAPSHOT_GONE' },
    play: async world => {
      const heal = await world.broken(world.target.silence('snapshots'));
      const id = await world.cut();
      await world.waits(id, /cut time/);
      for (const { metadata } of await world.labelled(GROUPS, id)) await world.admin.delete(`${GROUPS}/${metadata.name}`);
      await heal();
      return world.ended(id);
    },
  },
  {
    // the scripted operator does not hand on what the API server says of a quota: what is judged is that it waits and says for what
    ...{ fault: 'quota: set between plan and write, later raised', operation: 'expand', ends: 'Succeeded' },
    play: async world => {
      const quotas = `/api/v1/namespaces/${NAMESPACE}/resourcequotas`;
      const held = world.proxy.meet({ method: 'PATCH', path: /\/kafkanodepools\// }, { how: 'hold-request' });
      const id = await world.grow();
      await held.reached();
      await world.admin.post(quotas, { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'tight' }, spec: { hard: { 'requests.storage': '1Gi' } } });
      const raise = await world.broken(
        Promise.resolve(async () => {
          await world.admin.delete(`${quotas}/tight`);
        }),
      );
      held.lift();
      await world.waits(id, /has not yet asked for/);
      await raise();
      return world.ended(id);
    },
  },
  {
    ...{ fault: 'newer data: the plan says what is lost', operation: 'restore in place', ends: 'Succeeded' },
    play: async world => {
      const request = { kind: 'restore' as const, recoveryPoint: await world.point(), where: 'in-place' as const };
      const { effects, safety } = await world.plan(request);
      if (effects.lost === undefined || safety.level < 3 || safety.type === undefined) throw new Error(`The plan does not say what is lost: ${JSON.stringify({ effects, safety })}`);
      return world.ended(await world.begin(request));
    },
  },
  {
    ...{ fault: 'killed after a claim is deleted, before the row', operation: 'restore in place', ends: 'Succeeded', resumesBy: ONE_CLAIM },
    play: async world => {
      const recoveryPoint = await world.point();
      const held = world.proxy.meet({ method: 'DELETE', path: ONE_CLAIM, times: 1 }, { how: 'hold-answer' });
      const id = await world.begin({ kind: 'restore', recoveryPoint, where: 'in-place' });
      await held.reached();
      await world.backend.kill();
      held.drop();
      await world.backend.start();
      return world.ended(id);
    },
  },
];
