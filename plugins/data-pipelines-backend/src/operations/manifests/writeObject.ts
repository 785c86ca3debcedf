import type { KubernetesManifest, ManifestOutcome } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KubernetesResponse } from '../../clusters/ClusterConnection';
import { sameObject } from './existingObjects';
import { isRecord, nameOf, referenceOf } from './manifest';
import { refusalProblem } from './refusals';
import type { Placed, TargetNamespace } from './TargetNamespace';

/** How often a write is tried again while only the status of its object moves under it. */
const TRIES = 5;

/** A manifest to be written, with what was there when it was looked at. */
export interface Step extends Placed {
  existing: KubernetesManifest | undefined;
}

/**
 * Writes one object over exactly what was looked at before, and tells how it
 * went; never throws. What changed in between is not written over, because
 * whose it is was decided on what was there. A cluster cannot be told to apply
 * only what is absent, so an absent object is looked at once more just before,
 * and one that came even after that is told.
 */
export async function writeObject(target: TargetNamespace, step: Step): Promise<ManifestOutcome> {
  const object = referenceOf(step.manifest, target.cluster);
  try {
    return { object, ...(step.existing === undefined ? await create(target, step) : await change(target, step, step.existing)) };
  } catch (error) {
    // The connection broke: whether the object was written is for the next look to say.
    const why = error instanceof Error ? error.message : String(error);
    return {
      object,
      outcome: 'failed',
      reason: `The cluster did not answer, so ${nameOf(step.manifest)} may or may not exist: ${why}`,
      remedy: 'Apply the same manifests again when the cluster answers; what exists is left as it is.',
    };
  }
}

type Outcome = Omit<ManifestOutcome, 'object'>;

async function create(target: TargetNamespace, step: Step): Promise<Outcome> {
  if ((await target.read(step)) !== undefined) return overtaken(step, 'was created by somebody else in between, and was left as it is');
  const response = await target.apply(step, { dryRun: false });
  if (response.status === 200) return overtaken(step, 'was created by somebody else in between, and what was applied now is a part of it');
  return isSuccess(response) ? { outcome: 'created' } : refused(target, step, response);
}

async function change(target: TargetNamespace, step: Step, existing: KubernetesManifest): Promise<Outcome> {
  let seen: KubernetesManifest | undefined = existing;
  for (let tried = 0; tried < TRIES; tried += 1) {
    const response = await target.apply(step, { dryRun: false, over: seen });
    if (isSuccess(response)) return { outcome: outcomeOf(existing, response) };
    if (!isStale(response)) return refused(target, step, response);
    seen = await target.read(step);
    // Operators write the status all the time; that decides nothing.
    if (seen === undefined || !sameObject(existing, seen)) break;
  }
  return overtaken(step, seen === undefined ? 'was deleted meanwhile' : 'was changed meanwhile, and was left as it is');
}

function refused(target: TargetNamespace, { manifest }: Step, response: KubernetesResponse): Outcome {
  const { sentence, remedy } = refusalProblem(manifest, target.cluster, response);
  return { outcome: 'failed', reason: `${sentence}.`, remedy: `${remedy}.` };
}

function overtaken({ manifest }: Step, what: string): Outcome {
  return {
    outcome: 'failed',
    code: 'FIELD_CONFLICT',
    reason: `${nameOf(manifest)} ${what}.`,
    remedy: 'Look at it again, and apply what is still wanted.',
  };
}

/** 409 for another reason than fields that somebody else manages: the object is not the one that was looked at. */
function isStale({ status, body }: KubernetesResponse): boolean {
  if (status !== 409 || !isRecord(body)) return false;
  const causes = isRecord(body.details) ? body.details.causes : undefined;
  return !Array.isArray(causes) || !causes.some(cause => isRecord(cause) && cause.reason === 'FieldManagerConflict');
}

/** What an answer that is a success did to what was there. Pure. */
export function outcomeOf(existing: KubernetesManifest | undefined, response: KubernetesResponse): ManifestOutcome['outcome'] {
  if (response.status === 201 || existing === undefined) return 'created';
  return isRecord(response.body) && sameObject(existing, response.body) ? 'unchanged' : 'changed';
}

/** Whether the object was taken. Pure. */
export function isSuccess(response: KubernetesResponse): boolean {
  return response.status === 200 || response.status === 201;
}
