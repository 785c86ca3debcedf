import { ANNOTATION_KEPT_UNTIL, LABEL_ELEMENT, LABEL_OPERATION } from '@penstock/backstage-plugin-data-pipelines-common';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { DataDriver, DriverSteps, FieldChange, KubernetesObject, ObjectKey, PlannedAct, PlannedManifest, PlannedStep, Watched } from '@penstock/backstage-plugin-data-pipelines-node';
import { objected, passed } from '../../engines/shared/preflightCodes';
import { textAt } from '../../engines/shared/reading';
import { CSI_CODES as CODES } from './codes';
import { nameList } from './observers/seenObjects';
import { keepStep, releaseStep, type Replaced } from './swap';

const PERSISTENT_VOLUME = { group: '', kind: 'PersistentVolume' } as const;
const SHORT_SECONDS = 300;

type Input = Parameters<NonNullable<DataDriver['swapBack']>>[1];
type Patch = Extract<PlannedAct, { act: 'patch' }>;
type Create = Extract<PlannedAct, { act: 'create' }>;

/** A volume that was kept: how it was before, and the claim that it had. */
interface Kept {
  volume: ObjectKey;
  uid: string;
  object: KubernetesObject;
  /** What keeping it changed. */
  changes: readonly FieldChange[];
  /** The claim as it is made again. */
  claim: PlannedManifest;
  formerUid: JsonValue;
}

function isCreate(act: PlannedAct): act is Create {
  return act.act === 'create';
}

function isPatch(act: PlannedAct): act is Patch {
  return act.act === 'patch';
}

/** Reads out of the steps of the swap what it kept. */
function keptVolumes(swapped: readonly PlannedStep[], input: Input): { kept: Kept[]; missing: string[] } {
  const patches = swapped.find(({ id }) => id === `keep/${input.element}`)?.acts.filter(isPatch) ?? [];
  const release = swapped.find(({ id }) => id === `release/${input.element}`)?.undo ?? [];
  const claims = release.filter(isCreate);
  const unclaims = release.filter(isPatch);
  const kept: Kept[] = [];
  const missing: string[] = [];
  for (const { target, uid, changes } of patches) {
    const object = input.inventory.get(PERSISTENT_VOLUME, { name: target.name });
    const claim = claims.find(each => textAt(each.object, 'spec.volumeName') === target.name);
    const formerUid = unclaims.find(each => each.target.name === target.name)?.changes[0]?.from;
    const isKept = object !== undefined && object.metadata.uid === uid && object.metadata.labels?.[LABEL_OPERATION] === input.operation;
    if (!isKept || claim === undefined || formerUid === undefined) missing.push(target.name);
    else kept.push({ volume: target, uid: object.metadata.uid, object, changes, claim: claim.object, formerUid });
  }
  return { kept, missing };
}

/** What the element runs on now, to be kept until the old volumes are back. */
function presentVolumes(kept: readonly Kept[], { inventory, live }: Input): { present: Replaced[]; missing: string[] } {
  const present: Replaced[] = [];
  const missing: string[] = [];
  for (const { volume, claim } of kept) {
    const { name, namespace = '' } = claim.metadata;
    const now = live({ cluster: volume.cluster, apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name });
    const old = inventory.get(PERSISTENT_VOLUME, { name: textAt(now, 'spec.volumeName') ?? '' });
    const reclaimPolicy = textAt(old, 'spec.persistentVolumeReclaimPolicy');
    if (now === undefined || old === undefined || reclaimPolicy === undefined) missing.push(name);
    else {
      const element = old.metadata.labels?.[LABEL_ELEMENT] ?? '';
      present.push({ volume: { element, cluster: volume.cluster, namespace, claim: name, claimUid: now.metadata.uid }, claim: now, old, reclaimPolicy });
    }
  }
  return { present, missing };
}

function claimAgain({ claim }: Kept, operation: string): PlannedManifest {
  const { labels, ...metadata } = claim.metadata;
  const before: JsonObject = typeof labels === 'object' && labels !== null && !Array.isArray(labels) ? labels : {};
  return { ...claim, metadata: { ...metadata, labels: { ...before, [LABEL_OPERATION]: operation } } };
}

function watchedClaims(kept: readonly Kept[]): Watched[] {
  return kept.map(({ volume, claim }) => ({ by: 'name', cluster: volume.cluster, apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...(claim.metadata.namespace === undefined ? {} : { namespace: claim.metadata.namespace }), name: claim.metadata.name }));
}

function backSteps(kept: readonly Kept[], element: string, operation: string): PlannedStep[] {
  const common = { phase: 'Running' as const, element, deadlineSeconds: SHORT_SECONDS };
  const claimRef = ({ volume, uid }: Kept, change: Omit<FieldChange, 'path'>): PlannedAct => ({ act: 'patch', target: volume, uid, changes: [{ path: ['spec', 'claimRef', 'uid'], ...change }] });
  const creates = kept.map((each): Create => ({ act: 'create', cluster: each.volume.cluster, object: claimAgain(each, operation) }));
  const objects = watchedClaims(kept);
  return [
    { ...common, id: `free/${element}`, title: `Let the ${kept.length} kept volumes of ${element} be claimed again`, acts: kept.map(each => claimRef(each, { from: each.formerUid })) },
    {
      ...common,
      id: `back/${element}`,
      title: `Give ${element} its ${kept.length} old volumes back`,
      acts: creates,
      wait: { observer: 'csi.bound', objects, params: { volumes: Object.fromEntries(kept.map(({ claim, volume }) => [claim.metadata.name, volume.name])), pendingIsEnough: [], tells: `${element} has its ${kept.length} old volumes again` } },
      undo: creates.map(({ cluster, object }): PlannedAct => ({ act: 'delete', target: { cluster, apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...(object.metadata.namespace === undefined ? {} : { namespace: object.metadata.namespace }), name: object.metadata.name }, propagation: 'background' })),
      undoWait: { observer: 'csi.gone', objects, params: {} },
    },
  ];
}

/** Once the element runs: the old volumes are ordinary ones again, and those of the restore go. */
function settleSteps(kept: readonly Kept[], present: readonly Replaced[], element: string): PlannedStep[] {
  const common = { phase: 'Finalizing' as const, element, deadlineSeconds: SHORT_SECONDS };
  return [
    {
      ...common,
      id: `settle/${element}`,
      title: `Keep the old volumes of ${element} no longer as an undo`,
      // The element runs on them: from here on nothing is put back.
      pointOfNoReturn: true,
      acts: kept.map(({ volume, uid, object, changes }): PlannedAct => ({
        act: 'patch',
        target: volume,
        uid,
        changes: changes.map(({ path, from }) => {
          const now = path[path.length - 1] === ANNOTATION_KEPT_UNTIL ? object.metadata.annotations?.[ANNOTATION_KEPT_UNTIL] : changes.find(each => each.path === path)?.to;
          return { path, ...(now === undefined ? {} : { from: now }), ...(from === undefined ? {} : { to: from }) };
        }),
      })),
    },
    {
      ...common,
      id: `drop/${element}`,
      title: `Let the volumes of the restore of ${element} go as their class says`,
      acts: present.map(({ volume, old, reclaimPolicy }): PlannedAct => ({
        act: 'patch',
        target: { cluster: volume.cluster, apiVersion: 'v1', kind: 'PersistentVolume', name: old.metadata.name },
        uid: old.metadata.uid,
        changes: [{ path: ['spec', 'persistentVolumeReclaimPolicy'], from: 'Retain', to: reclaimPolicy }],
      })),
    },
  ];
}

/** Puts back the volumes that a restore in place kept. Those of the restore are kept until the element runs again. */
export function swapBack(swapped: readonly PlannedStep[], input: Input): DriverSteps {
  const { element, names } = input;
  const { kept, missing } = keptVolumes(swapped, input);
  const { present, missing: gone } = presentVolumes(kept, input);
  const lost = [...missing, ...gone];
  if (lost.length > 0 || kept.length === 0) {
    return {
      steps: [],
      changes: [],
      checks: [objected(CODES.OLD_VOLUME_KEPT, 'block', { sentence: kept.length === 0 && lost.length === 0 ? `Nothing was kept of ${element}` : `${nameList(lost)} ${lost.length === 1 ? 'is' : 'are'} not there as the restore left ${lost.length === 1 ? 'it' : 'them'}`, remedy: 'Restore from a recovery point instead.' })],
    };
  }
  const ours = present.map(each => ({ ...each, volume: { ...each.volume, element } }));
  return {
    steps: [keepStep(ours, element, names.operation), releaseStep(ours, element, names.operation), ...backSteps(kept, element, names.operation)],
    after: settleSteps(kept, ours, element),
    changes: [
      { act: 'replace', count: kept.length, sentence: `${kept.length} claims of ${element}, by claims of the same names on the volumes that were kept`, by: 'Penstock', names: kept.map(({ claim }) => claim.metadata.name) },
      { act: 'delete', count: ours.length, sentence: `${ours.length} volumes of the restore`, by: 'Kubernetes', note: 'once the element runs; as their reclaim policy says', names: ours.map(({ old }) => old.metadata.name) },
    ],
    checks: [passed(CODES.OLD_VOLUME_KEPT, `${kept.length} of ${kept.length} old volumes are still there`)],
  };
}

