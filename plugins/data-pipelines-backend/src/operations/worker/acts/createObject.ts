import { ANNOTATION_PLAN_HASH, FIELD_MANAGER } from '@penstock/backstage-plugin-data-pipelines-common';
import type { PlannedAct } from '@penstock/backstage-plugin-data-pipelines-node';
import type { ServedResource } from '../../../clusters/ClusterConnection';
import { resourcePath } from '../../resourcePath';
import { failing } from '../failureCodes';
import { valueAt } from '../sameValue';
import { isAnswer, isOurs, isResource, resourceFor, send, uidOf, type Attempt, type AttemptInput } from './Attempt';
import { judgeRefusal } from './judgeRefusal';

type Create = Extract<PlannedAct, { act: 'create' }>;

/**
 * Makes an object whose name is a function of the operation. One that is there
 * already and carries the operation's label is the one of an earlier try.
 */
export async function createObject(act: Create, input: AttemptInput): Promise<Attempt> {
  const { object } = act;
  const served = await resourceFor(input, object);
  if (!isResource(served)) return served;
  if (input.uncertain) {
    const there = await readBack(act, served, input);
    if (there !== 'absent') return there;
  }
  const response = await send(input, {
    method: 'POST',
    path: resourcePath(served, { namespace: object.metadata.namespace }),
    query: { fieldManager: FIELD_MANAGER, fieldValidation: 'Strict' },
    body: object,
  });
  if (!isAnswer(response)) return { result: 'again', trouble: response };
  if (response.status === 201 || response.status === 200) return { result: 'done', uid: uidOf(response.body) };
  if (response.status === 409) {
    const there = await readBack(act, served, input);
    if (there !== 'absent') return there;
  }
  return judgeRefusal(response, asked(act));
}

async function readBack(act: Create, served: ServedResource, input: AttemptInput): Promise<Attempt | 'absent'> {
  const { metadata } = act.object;
  const response = await send(input, { method: 'GET', path: resourcePath(served, metadata) });
  if (!isAnswer(response)) return { result: 'again', trouble: { ...response, uncertain: input.uncertain } };
  if (response.status === 404) return 'absent';
  if (response.status !== 200) return judgeRefusal(response, { ...asked(act), what: `read ${nameOf(act)}` });
  const uid = uidOf(response.body);
  const isLeaving = valueAt(response.body, ['metadata', 'deletionTimestamp']) !== undefined;
  const isDeleted = input.deletedUid !== undefined && uid === input.deletedUid;
  if (isDeleted && !isLeaving) return { result: 'done', uid, note: 'was never deleted' };
  if (!isDeleted && (!isOurs(response.body, input.operation) || !isOfPlan(act, response.body))) return { result: 'failed', failing: nameTaken(act) };
  if (!isLeaving) return { result: 'done', uid, note: 'was there from an earlier try' };
  const sentence = `${nameOf(act)} is still being deleted.`;
  return {
    result: 'again',
    trouble: {
      kind: 'busy',
      sentence,
      uncertain: false,
      failing: failing('STEP_STUCK', sentence, 'Look at the finalizers of the object, then start the operation again.'),
    },
  };
}

/** Whether it was made by the same plan: a restored database or another installation may know the operation's id, too. */
function isOfPlan({ object }: Create, there: unknown): boolean {
  const hash = valueAt(object, ['metadata', 'annotations', ANNOTATION_PLAN_HASH]);
  return hash === undefined || valueAt(there, ['metadata', 'annotations', ANNOTATION_PLAN_HASH]) === hash;
}

function asked(act: Create) {
  return { cluster: act.cluster, namespace: act.object.metadata.namespace, what: `create ${nameOf(act)}` };
}

function nameOf({ object }: Create): string {
  return `${object.kind} ${object.metadata.name}`;
}

function nameTaken(act: Create) {
  const place = act.object.metadata.namespace === undefined ? act.cluster : `${act.object.metadata.namespace} of ${act.cluster}`;
  return failing(
    'NAME_TAKEN',
    `${nameOf(act)} is there already in ${place} and was not made by this operation; it was left as it is.`,
    'Delete or rename it if nobody needs it, then start the operation again.',
  );
}
