import type { JsonObject, JsonValue } from '@backstage/types';
import { LABEL_OPERATION } from '@penstock/backstage-plugin-data-pipelines-common';
import type { PlanChange } from '@penstock/backstage-plugin-data-pipelines-common';
import type { EngineSteps, FieldChange, KubernetesObject, OperationNames, PlannedElement, PlannedManifest, PlannedStep, PlannedWait } from '@penstock/backstage-plugin-data-pipelines-node';
import { impossible, patchOf, possible } from '../../shared/engineSteps';
import { fieldText } from '../../shared/fieldText';
import { referenceTo } from '../../shared/finding';
import { bareManifest } from '../../shared/manifests';
import { keyOf, watchedByName } from '../../shared/objectKeys';
import { ENGINE_CHECKS, objected } from '../../shared/preflightCodes';
import { selectorOf } from '../claimTemplates';

const LOOK_SECONDS = 60;
const RECREATE_SECONDS = 300;

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value with another one below the path; what is on the way and not there is made. */
function withValue(value: JsonValue | undefined, [step, ...rest]: FieldChange['path'], to: JsonValue): JsonValue {
  if (step === undefined) return to;
  if (typeof step === 'number') return (Array.isArray(value) ? value : []).map((item, index) => (index === step ? withValue(item, rest, to) : item));
  const object = isObject(value) ? value : {};
  return { ...object, [step]: withValue(object[step], rest, to) };
}

/** The manifest with other values in some fields; Kubernetes refuses that as a patch. */
function restatedManifest(set: KubernetesObject, changes: readonly FieldChange[], operation: string): PlannedManifest {
  // nothing but the label: it is somebody else's object, and looks as before once the label is off
  const manifest = bareManifest(set, { labels: { [LABEL_OPERATION]: operation }, annotations: {} });
  const { ownerReferences = [] } = set.metadata;
  const owners = ownerReferences.map(({ apiVersion, kind, name, uid }) => ({ apiVersion, kind, name, uid }));
  const spec = changes.reduce((value, { path: [, ...below], to }) => (to === undefined ? value : withValue(value, below, to)), manifest.spec);
  return {
    ...manifest,
    metadata: { ...manifest.metadata, ...(owners.length === 0 ? {} : { ownerReferences: owners }) },
    ...(spec === undefined ? {} : { spec }),
  };
}

function adoptedWait({ inventory }: PlannedElement, set: KubernetesObject, changes: readonly FieldChange[]): PlannedWait {
  const { cluster } = inventory;
  return {
    observer: 'statefulset.adopted',
    objects: [watchedByName(keyOf({ cluster }, set)), { by: 'labels', cluster, apiVersion: 'v1', kind: 'Pod', namespace: set.metadata.namespace ?? '', labels: selectorOf(set) }],
    params: { former: set.metadata.uid, fields: changes.map(({ path, to }) => ({ path: [...path], to: to ?? null })) },
  };
}

function changeOf({ inventory }: PlannedElement, set: KubernetesObject, { path, from, to }: FieldChange): PlanChange {
  return {
    act: 'replace',
    sentence: `StatefulSet ${set.metadata.name}`,
    object: referenceTo(inventory.cluster, set),
    field: fieldText(path),
    ...(from === undefined ? {} : { from: String(from) }),
    to: String(to),
    by: 'Penstock',
    note: 'its pods go on running',
  };
}

/**
 * Makes a StatefulSet state another size, or attributes class, in its claim
 * templates, which Kubernetes lets nobody change: it is taken away from around
 * its pods and made again as it was but for that. No pod restarts.
 * Calling the operation off in between makes it again the same way, since its
 * claims have by then what it states.
 */
export function restate(element: PlannedElement, changes: readonly FieldChange[], names: OperationNames): EngineSteps {
  const { root, inventory, id: elementId } = element;
  const key = keyOf(inventory, root);
  const set = element.live(key);
  const { name } = root.metadata;
  if (set === undefined || set.metadata.uid !== root.metadata.uid) {
    return impossible(
      objected(ENGINE_CHECKS.SIZE_STATED, 'block', {
        sentence: `StatefulSet ${name} cannot be read whole, so it could not be made again as it is.`,
        remedy: "Grant get on statefulsets to Penstock's account in this cluster, or draw the plan again.",
        object: key,
      }),
    );
  }
  const made = restatedManifest(set, changes, names.operation);
  const adopted = adoptedWait(element, set, changes);
  const about = { phase: 'Finalizing', element: elementId } as const;
  const at = `restate/${name}`;
  const label = { path: ['metadata', 'labels', LABEL_OPERATION], from: names.operation };
  const steps: PlannedStep[] = [
    {
      ...about,
      id: `${at}/unchanged`,
      title: `See that nobody changed StatefulSet ${name} meanwhile`,
      acts: [],
      wait: { observer: 'statefulset.unchanged', objects: [watchedByName(key)], params: { uid: set.metadata.uid, ...(set.metadata.generation === undefined ? {} : { generation: set.metadata.generation }) } },
      // taken back last: by then the set that was made again is there
      undo: [patchOf(key, undefined, label)],
      deadlineSeconds: LOOK_SECONDS,
    },
    {
      ...about,
      id: `${at}/release`,
      title: `Take StatefulSet ${name} away from around its pods`,
      detail: 'Its pods go on running without it.',
      acts: [{ act: 'delete', target: key, uid: set.metadata.uid, propagation: 'orphan' }],
      wait: { observer: 'statefulset.gone', objects: [watchedByName(key)], params: { uid: set.metadata.uid } },
      undo: [{ act: 'create', cluster: inventory.cluster, object: made }],
      undoWait: adopted,
      undoSeconds: RECREATE_SECONDS,
      deadlineSeconds: RECREATE_SECONDS,
    },
    {
      ...about,
      id: `${at}/recreate`,
      title: `Make StatefulSet ${name} again with ${[...new Set(changes.map(({ to }) => String(to)))].join(' and ')}`,
      detail: 'It takes its pods back by their labels.',
      acts: [{ act: 'create', cluster: inventory.cluster, object: made }],
      wait: adopted,
      // it stays, as the step before would only make it again; its label, by which that one knows it, stays until then
      undo: [patchOf(key, undefined, { ...label, to: names.operation })],
      deadlineSeconds: RECREATE_SECONDS,
    },
    {
      ...about,
      id: `${at}/unmark`,
      title: `Take the mark of the operation off StatefulSet ${name}`,
      acts: [{ act: 'derive', by: 'statefulset.unmark', params: { ...key, step: `${at}/recreate`, operation: names.operation } }],
      pointOfNoReturn: true,
      deadlineSeconds: LOOK_SECONDS,
    },
  ];
  return possible(steps, changes.map(change => changeOf(element, set, change)), [`For some seconds nobody replaces a lost pod of ${name}.`]);
}
