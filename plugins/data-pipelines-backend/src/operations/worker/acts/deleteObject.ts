import type { PlannedAct } from '@penstock/backstage-plugin-data-pipelines-node';
import { resourcePath } from '../../resourcePath';
import { failing } from '../failureCodes';
import { valueAt } from '../sameValue';
import { isAnswer, isOurs, isResource, resourceFor, send, uidOf, type Attempt, type AttemptInput } from './Attempt';
import { judgeRefusal } from './judgeRefusal';

type Delete = Extract<PlannedAct, { act: 'delete' }>;

const PROPAGATION = { background: 'Background', foreground: 'Foreground', orphan: 'Orphan' } as const;

/**
 * Deletes exactly the object that the plan means, in exactly the version that
 * was looked at. Done as soon as the cluster has taken the order; that the
 * object is gone is for the step's wait to see.
 */
export async function deleteObject(act: Delete, input: AttemptInput): Promise<Attempt> {
  const { target, uid } = act;
  const served = await resourceFor(input, target);
  if (!isResource(served)) return goneWithItsKind(served, input);
  const path = resourcePath(served, target);
  const asked = { ...target, what: `delete ${target.kind} ${target.name}` };
  const read = await send(input, { method: 'GET', path });
  if (!isAnswer(read)) return { result: 'again', trouble: { ...read, uncertain: false } };
  if (read.status === 404) return { result: 'done', note: 'is gone' };
  if (read.status !== 200) return judgeRefusal(read, { ...asked, what: `read ${target.kind} ${target.name}` });
  const found = uidOf(read.body);
  if (uid !== undefined && found !== uid) return { result: 'done', uid, note: 'is gone; another object has its name and was left alone' };
  if (uid === undefined && !isOurs(read.body, input.operation)) {
    if (input.direction !== 'forward') return { result: 'done', note: 'is not there; another object has its name and was left alone' };
    return {
      result: 'failed',
      failing: failing('NOT_OURS', `${target.kind} ${target.name} was not made by this operation and was not deleted.`, 'Look at who made it, and delete it by hand if nobody needs it.'),
    };
  }
  if (valueAt(read.body, ['metadata', 'deletionTimestamp']) !== undefined) return { result: 'done', uid: found, note: 'is being deleted' };
  const response = await send(input, {
    method: 'DELETE',
    path,
    body: {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      preconditions: { uid: found, resourceVersion: valueAt(read.body, ['metadata', 'resourceVersion']) },
      propagationPolicy: PROPAGATION[act.propagation],
    },
  });
  if (!isAnswer(response)) return { result: 'again', trouble: response };
  if (response.status === 404) return { result: 'done', uid: found, note: 'is gone' };
  return response.status === 200 || response.status === 202 ? { result: 'done', uid: found } : judgeRefusal(response, asked);
}

/** With the definition of a kind all of its objects go; nothing is left to take back then. */
function goneWithItsKind(attempt: Attempt, { direction }: AttemptInput): Attempt {
  return attempt.result === 'failed' && direction !== 'forward' ? { result: 'done', note: 'is gone with its kind' } : attempt;
}
