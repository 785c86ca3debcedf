import { ResponseError } from '@backstage/errors';
import { until } from 'control-plane';
import { ELEMENT, GROUPS, type FaultWorld } from './FaultWorld';
import type { ApiTrouble, Meant } from './ApiProxy';
import type { FaultRow } from './FaultRow';

const POST_GROUP = { method: 'POST', path: /\/volumegroupsnapshots/ };
const ONE_GROUP = /\/namespaces\/faults\/volumegroupsnapshots\/./;

/** Whoever watches lists anew within half a minute. */
const SHOWN_TIMEOUT_MS = 30_000;

/** A trouble in the way of a snapshot, or of an expansion. */
function inTheWay(fault: string, operation: 'snapshot' | 'expand', meant: Meant, trouble: ApiTrouble, ends = 'Succeeded'): FaultRow {
  return {
    ...{ fault, operation, ends },
    play: async world => {
      const met = world.proxy.meet(meant, trouble);
      const ended = await world.ended(await (operation === 'snapshot' ? world.cut() : world.grow()));
      if (met.hits < (meant.times ?? 1)) throw new Error(`"${fault}" did not happen: ${met.hits} requests met it.`);
      return ended;
    },
  };
}

const LEFT_NAMESPACE = 'left-alone';

/** The namespace is listed as what stays, no plan removes it, and it is listed no more once it is gone. @throws Error where not */
async function judgeLeftNamespace(world: FaultWorld, id: string): Promise<void> {
  const { client } = world.backend;
  const listed = async () => (await client.listLeftovers({ element: ELEMENT })).items.find(({ object, operation }) => object.kind === 'Namespace' && operation === id);
  const left = await until(`${LEFT_NAMESPACE} to be listed`, SHOWN_TIMEOUT_MS, listed);
  if (left.removable || !left.sentence.includes(`kubectl delete namespace ${LEFT_NAMESPACE}`)) throw new Error(`It is not listed as what stays: ${JSON.stringify(left)}`);
  const answer = await client.createPlan({ kind: 'remove-leftovers', element: ELEMENT, objects: [left.object] }).then(plan => plan.title, error => (error instanceof ResponseError ? error.statusCode : error));
  if (answer !== 404) throw new Error(`A plan that removes it was not refused: ${answer}`);
  await world.admin.delete(`/api/v1/namespaces/${LEFT_NAMESPACE}`);
  await until(`${LEFT_NAMESPACE} to be listed no more`, SHOWN_TIMEOUT_MS, async () => ((await listed()) === undefined ? true : undefined));
}

const refused = (status: number, reason: string, retryAfterSeconds?: number): ApiTrouble => ({ how: 'answer', status, reason, message: `${status === 403 ? 'the object is forbidden: User "penstock" cannot write resource of this kind: ' : ''}ordered by the fault table: ${reason}`, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) });

/** The API server refuses, forgets, or loses an answer. */
export const apiRows: readonly FaultRow[] = [
  {
    ...{ fault: '409, the name is taken by somebody', operation: 'snapshot', ends: 'Failed NAME_TAKEN' },
    play: async world => {
      const held = world.proxy.meet(POST_GROUP, { how: 'hold-request' });
      const id = await world.cut();
      await held.reached();
      const { plan } = await world.backend.client.getOperation(id);
      const name = /"name":"(fault-log-[a-z0-9-]+)"/.exec(held.bodies[0] ?? '')?.[1];
      if (name === undefined) throw new Error(`No name was asked for by ${plan.title}.`);
      const other = { apiVersion: 'groupsnapshot.storage.k8s.io/v1', kind: 'VolumeGroupSnapshot', metadata: { name, namespace: 'faults' }, spec: { source: { selector: { matchLabels: { nobody: 'has-it' } } } } };
      const { uid } = (await world.admin.post(GROUPS, other)).object.metadata;
      held.lift();
      const ended = await world.ended(id);
      const left = (await world.admin.get(`${GROUPS}/${name}`)).object.metadata.uid;
      await world.admin.delete(`${GROUPS}/${name}`);
      if (left !== uid) throw new Error('What somebody else had made was not left as it was.');
      return ended;
    },
  },
  inTheWay('409, somebody wrote in between', 'expand', { method: 'PATCH', path: /\/kafkanodepools\//, times: 2 }, refused(409, 'Conflict')),
  inTheWay('410, on the first look at what was made', 'snapshot', { method: 'GET', path: ONE_GROUP, times: 1 }, refused(410, 'Expired')),
  {
    ...{ fault: '410, watches expire', operation: 'expand', ends: 'Succeeded' },
    play: async world => {
      const heal = await world.broken(world.target.silence('storage'));
      const id = await world.grow();
      await world.waits(id);
      await world.target.expireWatches();
      await heal();
      const ended = await world.ended(id);
      await until('pages to show the new size', SHOWN_TIMEOUT_MS, async () => {
        const { volumes } = await world.backend.client.getElement(ELEMENT);
        return volumes.some(({ name, capacityBytes }) => name.includes('broker') && capacityBytes === world.sizeBytes) ? true : undefined;
      });
      return ended;
    },
  },
  inTheWay('429 with Retry-After', 'snapshot', { ...POST_GROUP, times: 2 }, refused(429, 'TooManyRequests', 1)),
  inTheWay('500', 'snapshot', { ...POST_GROUP, times: 3 }, refused(500, 'InternalError')),
  inTheWay('500 on each look for a while', 'snapshot', { method: 'GET', path: ONE_GROUP, times: 4 }, refused(500, 'InternalError')),
  inTheWay('the answer is lost after success', 'snapshot', { ...POST_GROUP, times: 1 }, { how: 'lose-answer' }),
  inTheWay('the answer is lost after success', 'expand', { method: 'PATCH', path: /\/kafkanodepools\//, times: 1 }, { how: 'lose-answer' }),
  {
    ...{ fault: 'no answer after success, until it is given up', operation: 'snapshot', ends: 'Succeeded' },
    play: async world => {
      const held = world.proxy.meet({ ...POST_GROUP, times: 1 }, { how: 'hold-answer' });
      const ended = await world.ended(await world.cut());
      if (held.hits === 0) throw new Error('No answer was held.');
      return ended;
    },
  },
  inTheWay('401 for a while', 'snapshot', { method: 'POST|GET', path: ONE_GROUP, times: 3 }, refused(401, 'Unauthorized')),
  inTheWay('right revoked before the write', 'snapshot', POST_GROUP, refused(403, 'Forbidden'), 'Failed PERMISSION_MISSING'),
  inTheWay('right to read revoked for a while', 'snapshot', { method: 'GET', path: ONE_GROUP, times: 3 }, refused(403, 'Forbidden')),
  {
    ...{ fault: 'right revoked midway, cancelled: what is left is listed', operation: 'snapshot', ends: 'Failed UNDO_INCOMPLETE' },
    play: async world => {
      const heal = await world.broken(world.target.driver('groupSnapshot', 'hang'));
      const id = await world.cut();
      await world.waits(id, /cut time/);
      const right = world.proxy.meet({ method: 'DELETE', path: ONE_GROUP }, refused(403, 'Forbidden'));
      await world.backend.client.cancelOperation(id);
      const ended = await world.ended(id);
      const { items } = await world.backend.client.listLeftovers({ element: ELEMENT });
      const objects = items.filter(({ operation, removable }) => operation === id && removable).map(({ object }) => object);
      if (objects.length !== 1) throw new Error(`Leftovers are ${JSON.stringify(items)} instead of one group.`);
      right.lift();
      await heal();
      const removal = await world.ended(await world.begin({ kind: 'remove-leftovers', element: ELEMENT, objects }));
      const left = await world.labelled(GROUPS, id);
      if (removal.summary.phase !== 'Succeeded' || left.length > 0) throw new Error(`What is listed as removable was not removed: ${JSON.stringify({ failure: removal.failure, left })}`);
      return ended;
    },
  },
  {
    ...{ fault: 'rights in the new namespace, and to delete it, missing: it is listed as what stays', operation: 'restore into a new namespace', ends: 'Failed PERMISSION_MISSING' },
    play: async world => {
      const recoveryPoint = await world.point();
      world.proxy.meet({ method: 'POST', path: new RegExp(`/namespaces/${LEFT_NAMESPACE}/.`) }, refused(403, 'Forbidden'));
      world.proxy.meet({ method: 'DELETE', path: new RegExp(`/namespaces/${LEFT_NAMESPACE}$`) }, refused(403, 'Forbidden'));
      const ended = await world.ended(await world.begin({ kind: 'restore', recoveryPoint, where: 'new-namespace', namespace: LEFT_NAMESPACE }));
      world.proxy.heal();
      await judgeLeftNamespace(world, ended.summary.id);
      return ended;
    },
  },
];
