import { FIELD_MANAGER } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FieldChange, ObjectKey, PlannedAct } from '@penstock/backstage-plugin-data-pipelines-node';
import type { ServedResource } from '../../../clusters/ClusterConnection';
import { resourcePath } from '../../resourcePath';
import { failing, type Failing } from '../failureCodes';
import { fieldOwner } from '../fieldOwner';
import { jsonPatchOf } from '../jsonPatch';
import { pathText, sameValue, valueAt, valueText } from '../sameValue';
import { isAnswer, isOurs, isResource, resourceFor, send, uidOf, type Attempt, type AttemptInput } from './Attempt';
import { judgeRefusal } from './judgeRefusal';

/**
 * Annotation on an object whose change was taken back before it was seen to
 * arrive: the version over which it might still have been written.
 */
export const ANNOTATION_FENCED_VERSION = 'penstock.dev/fenced-version';

type Patch = Extract<PlannedAct, { act: 'patch' }>;

/**
 * Sets fields that still have the value that the plan saw. Written only over
 * the version that was read, so nothing that came in between is overwritten.
 */
export async function patchObject(act: Patch, input: AttemptInput): Promise<Attempt> {
  const { target } = act;
  const served = await resourceFor(input, target);
  if (!isResource(served)) return served;
  const read = await send(input, { method: 'GET', path: resourcePath(served, target) });
  if (!isAnswer(read)) return { result: 'again', trouble: { ...read, uncertain: false } };
  if (read.status === 404) return input.direction === 'forward' ? failed(gone(target)) : { result: 'done', note: 'is gone' };
  if (read.status !== 200) return judgeRefusal(read, { ...target, what: `read ${nameOf(target)}` });
  const stranger = strangerProblem(act, read.body, input.operation);
  if (stranger) return input.direction === 'forward' ? failed(stranger) : { result: 'done', note: 'is another object now and was left alone' };
  const open = act.changes.filter(({ path, to }) => !sameValue(valueAt(read.body, path), to));
  const foreign = open.find(({ path, from }) => !sameValue(valueAt(read.body, path), from));
  if (foreign && input.direction === 'resume') {
    // what others set stays; what still has the value of the pause must not
    const ours = open.filter(({ path, from }) => sameValue(valueAt(read.body, path), from));
    if (ours.length > 0) return write(act, ours, read.body, served, input);
    return { result: 'done', uid: uidOf(read.body), note: 'was set by somebody else meanwhile and was left so' };
  }
  if (foreign) return failed(changed(target, foreign, read.body));
  if (open.length > 0) return write(act, open, read.body, served, input);
  if (input.fence) return write(act, [fence(read.body)], read.body, served, input);
  return { result: 'done', uid: uidOf(read.body), note: 'has the wanted value already' };
}

async function write(act: Patch, open: readonly FieldChange[], seen: unknown, served: ServedResource, input: AttemptInput): Promise<Attempt> {
  const { target, subresource } = act;
  const body = jsonPatchOf(seen, open);
  if (body === undefined) return failed(changed(target, open[0], seen));
  const response = await send(input, {
    method: 'PATCH',
    path: resourcePath(served, { ...target, subresource: open.every(({ path }) => path[0] === 'metadata') ? undefined : subresource }),
    query: { fieldManager: FIELD_MANAGER },
    contentType: 'application/json-patch+json',
    body,
  });
  // the next try reads first, so an uncertain one needs no other treatment
  if (!isAnswer(response)) return { result: 'again', trouble: response };
  if (response.status === 200) return taken(act, open, response.body);
  const asked = { ...target, what: `change ${open.map(({ path }) => pathText(path)).join(', ')} of ${nameOf(target)}` };
  if (response.status === 404 && input.direction !== 'forward') return { result: 'done', note: 'is gone' };
  if (response.status === 422 && (await movedOn(target, seen, served, input))) {
    // a test of a JSON patch that fails is answered like an object that is wrong
    return judgeRefusal({ ...response, status: 409 }, asked);
  }
  return judgeRefusal(response, asked);
}

/**
 * A change whose only use is a new version of the object: a write that is
 * still on its way was made for the present one and is refused then.
 */
function fence(object: unknown): FieldChange {
  const path = ['metadata', 'annotations', ANNOTATION_FENCED_VERSION];
  const version = valueAt(object, ['metadata', 'resourceVersion']);
  const before = valueAt(object, path);
  return { path, ...(typeof before === 'string' && { from: before }), to: String(version) };
}

/** The API server drops fields that it does not know without a word. */
function taken({ target }: Patch, open: readonly FieldChange[], after: unknown): Attempt {
  const dropped = open.find(({ path, to }) => !sameValue(valueAt(after, path), to));
  if (dropped === undefined) return { result: 'done', uid: uidOf(after) };
  const field = pathText(dropped.path);
  return failed(
    failing(
      'FIELD_DROPPED',
      `Cluster ${target.cluster} took the change of ${nameOf(target)} but ${field} is ${valueText(valueAt(after, dropped.path))}, not ${valueText(dropped.to)}.`,
      `Look whether the installed version of ${target.kind} has this field, and who may set it.`,
    ),
  );
}

async function movedOn(target: ObjectKey, seen: unknown, served: ServedResource, input: AttemptInput): Promise<boolean> {
  const again = await send(input, { method: 'GET', path: resourcePath(served, target) });
  if (!isAnswer(again)) return true;
  const version = ['metadata', 'resourceVersion'];
  return again.status === 200 && valueAt(again.body, version) !== valueAt(seen, version);
}

/** Why this is not the object that the plan means. */
function strangerProblem({ target, uid }: Patch, object: unknown, operation: string): Failing | undefined {
  if (uid !== undefined && uidOf(object) !== uid) {
    return failing(
      'OBJECT_REPLACED',
      `${nameOf(target)} is not the object that the plan saw: another one has its name now.`,
      'Draw the plan again and look at what it says.',
    );
  }
  if (uid === undefined && !isOurs(object, operation)) {
    return failing('NOT_OURS', `${nameOf(target)} was not made by this operation and was left as it is.`, 'Look at who made it, then draw the plan again.');
  }
  return undefined;
}

function changed(target: ObjectKey, { path, from, to }: FieldChange, object: unknown): Failing {
  const owner = fieldOwner(object, path);
  return failing(
    'FIELD_CHANGED',
    `${pathText(path)} of ${nameOf(target)} was ${valueText(from)} when the plan was drawn and is ${valueText(valueAt(object, path))} now${owner ? `, set by ${owner}` : ''}; it was not set to ${valueText(to)}.`,
    'Draw the plan again if the change is still wanted.',
  );
}

function gone(target: ObjectKey): Failing {
  const place = target.namespace === undefined ? target.cluster : `${target.namespace} of ${target.cluster}`;
  return failing('OBJECT_GONE', `${nameOf(target)} is not there any more in ${place}.`, 'Draw the plan again and look at what it says.');
}

function failed(found: Failing): Attempt {
  return { result: 'failed', failing: found };
}

function nameOf({ kind, name }: ObjectKey): string {
  return `${kind} ${name}`;
}
