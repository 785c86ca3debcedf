import type { JsonObject, JsonValue } from '@backstage/types';
import { quantityOrUndefined } from '@penstock/backstage-plugin-data-pipelines-common';
import type { PlanChange, PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { EngineSteps, KubernetesObject, Observer, OperationNames, PlannedManifest, PlannedStep, PlannedWait } from '@penstock/backstage-plugin-data-pipelines-node';
import { impossible, patchOf, possible } from './engineSteps';
import { referenceTo } from './finding';
import { bareManifest } from './manifests';
import { isReady } from './members';
import { keyOf, watchedByName } from './objectKeys';
import { seenOf, waiting } from './observing';
import { CLAIM_SIZE_PATH, requestOf } from './plainClaim';
import { ENGINE_CHECKS, objected } from './preflightCodes';
import { fieldsAt, listAt, numberAt, textAt } from './reading';

const RECREATE_SECONDS = 300;

/** A StatefulSet without an operator, and one of its claim templates. */
export interface PlainStatefulSet {
  cluster: string;
  /** The element that it is said to belong to. */
  element: string;
  /** The whole StatefulSet, as the API server has it. */
  set: KubernetesObject;
  /** Name of the claim template. */
  template: string;
  /** The claims made from it. */
  claims: readonly KubernetesObject[];
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The manifest with another size in one claim template; Kubernetes refuses that as a patch. */
function resized(manifest: PlannedManifest, template: string, size: string): PlannedManifest {
  const { spec } = manifest;
  if (!isObject(spec) || !Array.isArray(spec.volumeClaimTemplates)) return manifest;
  const templates = spec.volumeClaimTemplates.map((entry): JsonValue => {
    if (!isObject(entry) || textAt(entry, 'metadata.name') !== template || !isObject(entry.spec)) return entry;
    const resources = isObject(entry.spec.resources) ? entry.spec.resources : {};
    const requests = isObject(resources.requests) ? resources.requests : {};
    return { ...entry, spec: { ...entry.spec, resources: { ...resources, requests: { ...requests, storage: size } } } };
  });
  return { ...manifest, spec: { ...spec, volumeClaimTemplates: templates } };
}

function adoptedWait({ cluster, set }: PlainStatefulSet, size: string): PlannedWait {
  const matchLabels = fieldsAt(set, 'spec.selector.matchLabels');
  const labels = Object.fromEntries(Object.entries(matchLabels).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  return {
    observer: 'statefulset.adopted',
    objects: [watchedByName(keyOf({ cluster }, set)), { by: 'labels', cluster, apiVersion: 'v1', kind: 'Pod', namespace: set.metadata.namespace ?? '', labels }],
    params: { size },
  };
}

function templateSize({ set, template }: PlainStatefulSet): string | undefined {
  const entry = listAt(set, 'spec.volumeClaimTemplates').find(candidate => textAt(candidate, 'metadata.name') === template);
  return entry === undefined ? undefined : requestOf(entry);
}

function refusal(plain: PlainStatefulSet): PreflightCheck | undefined {
  const { cluster, set, template } = plain;
  const { name } = set.metadata;
  const object = keyOf({ cluster }, set);
  const controller = (set.metadata.ownerReferences ?? []).find(owner => owner.controller === true);
  if (controller) {
    return objected(ENGINE_CHECKS.SIZE_STATED, 'block', {
      sentence: `StatefulSet ${name} belongs to ${controller.kind} ${controller.name}, which would make it again as it was.`,
      remedy: `Change the size in ${controller.kind} ${controller.name}.`,
      object,
    });
  }
  if (templateSize(plain) !== undefined) return undefined;
  return objected(ENGINE_CHECKS.SIZE_STATED, 'block', {
    sentence: `StatefulSet ${name} has no claim template ${template} with a size.`,
    remedy: 'Grow the claims themselves; new pods come up with what the set asks for.',
    object,
  });
}

/** Those that ask for less: a claim that somebody grew further stays as it is. */
function smallerThan(size: string, claims: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const bytes = quantityOrUndefined(size) ?? 0;
  return claims.filter(claim => (quantityOrUndefined(requestOf(claim)) ?? 0) < bytes);
}

function changesOf({ cluster, set, template, claims }: PlainStatefulSet, oldSize: string | undefined, newSize: string): PlanChange[] {
  const sizes = { ...(oldSize === undefined ? {} : { from: oldSize }), to: newSize, by: 'Penstock' };
  const names = smallerThan(newSize, claims).map(claim => claim.metadata.name);
  return [
    { act: 'change', count: names.length, sentence: 'PersistentVolumeClaims', names, field: CLAIM_SIZE_PATH.join('.'), ...sizes },
    {
      act: 'replace',
      sentence: `StatefulSet ${set.metadata.name}`,
      object: referenceTo(cluster, set),
      field: `spec.volumeClaimTemplates, ${template}`,
      ...sizes,
      note: 'its pods go on running',
    },
  ];
}

/**
 * Grows the claims of a plain StatefulSet: first the claims, then the set is
 * taken away from around its pods and made again with the new size in its
 * template, since Kubernetes lets nobody change a template. No pod restarts.
 */
export function statefulSetSteps(plain: PlainStatefulSet, newSize: string, names: OperationNames): EngineSteps {
  const { cluster, element, set, template, claims } = plain;
  const { name } = set.metadata;
  const refused = refusal(plain);
  if (refused !== undefined) return impossible(refused);
  const key = keyOf({ cluster }, set);
  const oldSize = templateSize(plain);
  const old = bareManifest(set, names.marks(element));
  const gone: PlannedWait = { observer: 'statefulset.gone', objects: [watchedByName(key)], params: {} };
  const about = { phase: 'Running', element } as const;
  const steps: PlannedStep[] = [
    {
      ...about,
      id: `grow/${name}/claims`,
      title: `Ask for ${newSize} for each claim of ${name}`,
      acts: smallerThan(newSize, claims).map(claim =>
        patchOf(keyOf({ cluster }, claim), claim.metadata.uid, { path: CLAIM_SIZE_PATH, from: requestOf(claim), to: newSize }),
      ),
      deadlineSeconds: 60,
    },
    {
      ...about,
      id: `grow/${name}/release`,
      title: `Take StatefulSet ${name} away from around its pods`,
      detail: 'Its pods go on running without it.',
      acts: [{ act: 'delete', target: key, uid: set.metadata.uid, propagation: 'orphan' }],
      wait: gone,
      undo: [{ act: 'create', cluster, object: old }],
      undoWait: adoptedWait(plain, oldSize ?? newSize),
      deadlineSeconds: RECREATE_SECONDS,
    },
    {
      ...about,
      id: `grow/${name}/recreate`,
      title: `Make StatefulSet ${name} again with ${newSize}`,
      detail: 'It takes its pods back by their labels.',
      acts: [{ act: 'create', cluster, object: resized(old, template, newSize) }],
      wait: adoptedWait(plain, newSize),
      // it carries the label of the operation, so that only ours goes
      undo: [{ act: 'delete', target: key, propagation: 'orphan' }],
      undoWait: gone,
      deadlineSeconds: RECREATE_SECONDS,
    },
  ];
  return possible(steps, changesOf(plain, oldSize, newSize), [`For some seconds nobody replaces a lost pod of ${name}.`]);
}

/** `statefulset.gone`: the set is no more; its pods are not looked at. */
export const statefulSetGone: Observer = input => {
  const [set] = seenOf(input, 'StatefulSet');
  return set === undefined ? { state: 'done' } : waiting(`StatefulSet ${set.metadata.name} to go`);
};

/** `statefulset.adopted`: the set has the size `params.size` in a template, owns as many pods as it wants, and all are ready. */
export const statefulSetAdopted: Observer = input => {
  const [set] = seenOf(input, 'StatefulSet');
  if (set === undefined) return waiting('the StatefulSet to be there again');
  const { name, uid } = set.metadata;
  const size = textAt(input.params, 'size');
  if (!listAt(set, 'spec.volumeClaimTemplates').some(template => requestOf(template) === size)) {
    return {
      state: 'failed',
      code: 'STATEFULSET_DIFFERS',
      cause: `StatefulSet ${name} has no claim template of ${size}: somebody else made it.`,
      remedy: 'Find out which tool makes it, and change the size there.',
    };
  }
  const total = numberAt(set, 'spec.replicas') ?? 1;
  const own = seenOf(input, 'Pod').filter(pod => (pod.metadata.ownerReferences ?? []).some(owner => owner.uid === uid));
  const ready = own.filter(isReady).length;
  if (own.length < total) return waiting(`StatefulSet ${name} to take back ${total - own.length} of its ${total} pods`, { done: own.length, total });
  if (ready < total) return waiting(`${total - ready} of ${total} pods of ${name} to be ready`, { done: ready, total });
  return { state: 'done', found: `${name} has its ${total} pods` };
};

/** Observers for claims of StatefulSets that no operator looks after. */
export const plainStatefulSetObservers = {
  'statefulset.gone': statefulSetGone,
  'statefulset.adopted': statefulSetAdopted,
} as const;
