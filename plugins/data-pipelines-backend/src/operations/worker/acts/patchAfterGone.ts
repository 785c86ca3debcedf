import type { ObjectKey, PlannedAct } from '@penstock/backstage-plugin-data-pipelines-node';
import { resourcePath } from '../../resourcePath';
import { failing } from '../failureCodes';
import { valueAt } from '../sameValue';
import { isAnswer, isResource, resourceFor, send, uidOf, type Attempt, type AttemptInput } from './Attempt';
import { judgeRefusal } from './judgeRefusal';
import { patchObject } from './patchObject';

type Patch = Extract<PlannedAct, { act: 'patch' }>;

/**
 * Patches what an object leaves behind, once that object is gone. One that was
 * never deleted leaves nothing behind; one that still goes is waited for.
 */
export async function patchAfterGone(act: Patch & { afterGone: NonNullable<Patch['afterGone']> }, input: AttemptInput): Promise<Attempt> {
  const still = await stillThere(act.afterGone, input);
  if (still !== 'gone') return still;
  // A field that has another value by now belongs to whoever set it.
  return patchObject(act, { ...input, direction: 'resume' });
}

async function stillThere(target: ObjectKey & { uid: string }, input: AttemptInput): Promise<Attempt | 'gone'> {
  const served = await resourceFor(input, target);
  if (!isResource(served)) return served;
  const response = await send(input, { method: 'GET', path: resourcePath(served, target) });
  if (!isAnswer(response)) return { result: 'again', trouble: { ...response, uncertain: false } };
  if (response.status === 404) return 'gone';
  const what = `${target.kind} ${target.name}`;
  if (response.status !== 200) return judgeRefusal(response, { ...target, what: `read ${what}` });
  if (uidOf(response.body) !== target.uid) return 'gone';
  if (valueAt(response.body, ['metadata', 'deletionTimestamp']) === undefined) return { result: 'done', note: `${what} was never deleted` };
  const sentence = `${what} is still being deleted.`;
  return {
    result: 'again',
    trouble: { kind: 'busy', sentence, uncertain: false, failing: failing('STEP_STUCK', sentence, 'Look at the finalizers of the object, then start the operation again.') },
  };
}
