import { ANNOTATION_KEPT_UNTIL, LABEL_ELEMENT, LABEL_OPERATION, quantityOrUndefined, type PlanChange, type PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { JsonObject } from '@backstage/types';
import type { DataDriver, DriverSteps, DriverVolume, FieldChange, FoundPoint, KubernetesObject, ObjectKey, PlannedAct, PlannedManifest, PlannedStep, Watched } from '@penstock/backstage-plugin-data-pipelines-node';
import { bytesTogether, moveSeconds } from '../../engines/shared/moveSeconds';
import { claimKey } from '../../engines/shared/objectKeys';
import { objected, passed } from '../../engines/shared/preflightCodes';
import { fieldsAt, textAt } from '../../engines/shared/reading';
import { claimFrom, waitsForConsumer } from './claims';
import { CSI_CODES as CODES } from './codes';
import { SNAPSHOT_API_VERSION } from './cut';
import { nameList } from './observers/seenObjects';
import { memberOf } from './pointMember';

const PERSISTENT_VOLUME = { group: '', kind: 'PersistentVolume' } as const;
const SHORT_SECONDS = 300;
const FILL_SECONDS = 3600;

type SwapInput = Parameters<DataDriver['swap']>[2];

/** A volume that is replaced, with all that bringing it back needs. */
export interface Replaced {
  volume: DriverVolume;
  /** The claim as the API server has it. */
  claim: KubernetesObject;
  /** The persistent volume as the inventory keeps it. */
  old: KubernetesObject;
  reclaimPolicy: string;
}

function volumeKey({ volume, old }: Replaced): ObjectKey {
  return { cluster: volume.cluster, apiVersion: 'v1', kind: 'PersistentVolume', name: old.metadata.name };
}

/** The claim and volume of each, or the claims of which something is missing. */
export function replacedVolumes(volumes: readonly DriverVolume[], { inventory, live }: Pick<SwapInput, 'inventory' | 'live'>): { found: Replaced[]; missing: string[] } {
  const found: Replaced[] = [];
  const missing: string[] = [];
  for (const volume of volumes) {
    const claim = live(claimKey(volume));
    const name = textAt(claim, 'spec.volumeName');
    const old = name === undefined ? undefined : inventory.get(PERSISTENT_VOLUME, { name });
    const reclaimPolicy = textAt(old, 'spec.persistentVolumeReclaimPolicy');
    if (claim === undefined || old === undefined || reclaimPolicy === undefined || claim.metadata.uid !== volume.claimUid) missing.push(volume.claim);
    else found.push({ volume, claim, old, reclaimPolicy });
  }
  return { found, missing };
}

function watchedClaims(replaced: readonly Replaced[]): Watched[] {
  return replaced.map(({ volume }) => ({ by: 'name', ...claimKey(volume) }));
}

/** The volumes outlive their claims, and say whose they are and, of an undo, until when. */
export function keepStep(replaced: readonly Replaced[], element: string, operation: string, keepUntil?: string): PlannedStep {
  // an earlier operation that could not take its marks back has left them there: they are no reason to refuse this one
  const marked = (path: FieldChange['path'], from: string | undefined, to: string): FieldChange => ({ path, ...(from === undefined ? {} : { from }), to });
  const changes = ({ reclaimPolicy, old: { metadata: { labels = {}, annotations = {} } } }: Replaced): FieldChange[] => [
    { path: ['spec', 'persistentVolumeReclaimPolicy'], from: reclaimPolicy, to: 'Retain' },
    ...(keepUntil === undefined ? [] : [marked(['metadata', 'annotations', ANNOTATION_KEPT_UNTIL], annotations[ANNOTATION_KEPT_UNTIL], keepUntil)]),
    marked(['metadata', 'labels', LABEL_OPERATION], labels[LABEL_OPERATION], operation),
    marked(['metadata', 'labels', LABEL_ELEMENT], labels[LABEL_ELEMENT], element),
  ];
  const patch = (each: Replaced, made: readonly FieldChange[]): PlannedAct => ({ act: 'patch', target: volumeKey(each), uid: each.old.metadata.uid, changes: made });
  return {
    id: `keep/${element}`,
    title: `Keep the ${replaced.length} old volumes of ${element}`,
    phase: 'Running',
    element,
    acts: replaced.map(each => patch(each, changes(each))),
    undo: replaced.map(each => patch(each, [...changes(each)].reverse().map(({ path, from, to }) => ({ path, ...(to === undefined ? {} : { from: to }), ...(from === undefined ? {} : { to: from }) })))),
    deadlineSeconds: SHORT_SECONDS,
  };
}

/** Frees the names of the claims; taken back by claims of the same names that are bound to the old volumes again. */
export function releaseStep(replaced: readonly Replaced[], element: string, operation: string): PlannedStep {
  const uids = Object.fromEntries(replaced.map(({ volume }) => [volume.claim, volume.claimUid]));
  return {
    id: `release/${element}`,
    title: `Take the old volumes of ${element} off their claims`,
    phase: 'Running',
    element,
    acts: replaced.map(({ volume }): PlannedAct => ({ act: 'delete', target: claimKey(volume), uid: volume.claimUid, propagation: 'background' })),
    wait: { observer: 'csi.gone', objects: watchedClaims(replaced), params: { uids } },
    undo: bindAgain(replaced, operation),
    undoWait: boundWait(replaced, {}),
    deadlineSeconds: SHORT_SECONDS,
  };
}

/** A volume whose claim is gone binds again only when the uid of that claim is taken off it. */
export function bindAgain(replaced: readonly Replaced[], operation: string): PlannedAct[] {
  return [
    ...replaced.map((each): PlannedAct => ({
      act: 'patch',
      target: volumeKey(each),
      uid: each.old.metadata.uid,
      changes: [{ path: ['spec', 'claimRef', 'uid'], from: each.volume.claimUid }],
      // Taken off a volume whose claim lives, the claim would be lost for good.
      afterGone: { ...claimKey(each.volume), uid: each.volume.claimUid },
    })),
    ...replaced.map(({ volume, claim, old }): PlannedAct => ({
      act: 'create',
      cluster: volume.cluster,
      object: claimFrom(claim, { name: volume.claim, namespace: volume.namespace, labels: { [LABEL_OPERATION]: operation }, spec: { volumeName: old.metadata.name } }),
    })),
  ];
}

/** Waits until each claim is bound to the volume named, or, where none is named, to any. */
export function boundWait(replaced: readonly Replaced[], input: { anyVolume?: true; pendingIsEnough?: readonly string[] }) {
  const volumes = Object.fromEntries(replaced.map(({ volume, old }) => [volume.claim, input.anyVolume ? '' : old.metadata.name]));
  return { observer: 'csi.bound', objects: watchedClaims(replaced), params: { volumes, pendingIsEnough: [...(input.pendingIsEnough ?? [])] } };
}

function dataSource(snapshot: string): JsonObject {
  return { apiGroup: SNAPSHOT_API_VERSION.split('/')[0], kind: 'VolumeSnapshot', name: snapshot };
}

/** What is asked for: at least what the snapshot needs, and never less than before. */
function sizeFor(claim: KubernetesObject, restoreBytes: number | undefined): string {
  const requested = textAt(fieldsAt(claim, 'spec.resources.requests'), 'storage') ?? '1Gi';
  return restoreBytes !== undefined && restoreBytes > (quantityOrUndefined(requested) ?? 0) ? String(restoreBytes) : requested;
}

function filledClaim({ volume, claim }: Replaced, point: FoundPoint, operation: string): PlannedManifest {
  const member = memberOf(point, volume);
  return claimFrom(claim, {
    name: volume.claim,
    namespace: volume.namespace,
    labels: { [LABEL_OPERATION]: operation },
    spec: { dataSource: dataSource(member?.object.name ?? ''), resources: { requests: { storage: sizeFor(claim, member?.bytes) } } },
  });
}

function fillStep(replaced: readonly Replaced[], point: FoundPoint, element: string, input: SwapInput): PlannedStep {
  const creates = replaced.map((each): Extract<PlannedAct, { act: 'create' }> => ({ act: 'create', cluster: each.volume.cluster, object: filledClaim(each, point, input.names.operation) }));
  const objects = watchedClaims(replaced);
  const pendingIsEnough = replaced.filter(({ claim }) => waitsForConsumer(textAt(claim, 'spec.storageClassName'), input.inventory)).map(({ volume }) => volume.claim);
  return {
    id: `fill/${element}`,
    title: `Make ${replaced.length} volumes of ${element} from the recovery point`,
    phase: 'Running',
    element,
    acts: creates,
    wait: boundWait(replaced, { anyVolume: true, pendingIsEnough }),
    undo: replaced.map(({ volume }): PlannedAct => ({ act: 'delete', target: claimKey(volume), propagation: 'background' })),
    // Those that carry the old uid are gone since the step before.
    undoWait: { observer: 'csi.gone', objects, params: {} },
    deadlineSeconds: moveSeconds(bytesTogether(replaced.map(({ volume }) => volume)), FILL_SECONDS),
  };
}

function checksOf(volumes: readonly DriverVolume[], missing: readonly string[], point: FoundPoint): PreflightCheck[] {
  const without = volumes.filter(volume => memberOf(point, volume)?.ready !== true).map(({ claim }) => claim);
  return [
    missing.length === 0
      ? passed(CODES.OLD_VOLUME_KEPT, `${volumes.length} old volumes can be kept as the undo`)
      : objected(CODES.OLD_VOLUME_KEPT, 'block', { sentence: `The volume behind ${nameList(missing)} is not known, so it could not be kept`, remedy: 'Wait until the claim is bound, and let Penstock read persistent volumes.' }),
    without.length === 0
      ? passed(CODES.SNAPSHOTS_THERE, `${volumes.length} of ${volumes.length} snapshots are there and ready`)
      : objected(CODES.SNAPSHOTS_THERE, 'block', { sentence: `The point has no ready snapshot of ${nameList(without)}`, remedy: 'Wait until it is ready, or choose another point.' }),
  ];
}

/** Replaces the claims of a stopped element by claims of the same names that are made from the point; the old volumes stay. */
export function swapVolumes(volumes: readonly DriverVolume[], point: FoundPoint, input: SwapInput): DriverSteps {
  const { found, missing } = replacedVolumes(volumes, input);
  const checks = checksOf(volumes, missing, point);
  if (found.length === 0 || checks.some(({ result }) => result === 'block')) return { steps: [], changes: [], checks };
  const [{ volume: { element } }] = found;
  const { operation } = input.names;
  const changes: PlanChange[] = [
    { act: 'replace', count: found.length, sentence: `${found.length} claims of ${element}, by claims of the same names from the point of ${point.cutTime ?? 'unknown time'}`, by: 'Penstock', names: found.map(({ volume }) => volume.claim) },
    { act: 'keep', count: found.length, sentence: `${found.length} old volumes of ${element}: the undo`, by: 'Penstock', note: `kept until ${input.keepUntil}`, names: found.map(({ old }) => old.metadata.name) },
  ];
  return { steps: [keepStep(found, element, operation, input.keepUntil), releaseStep(found, element, operation), fillStep(found, point, element, input)], changes, checks };
}

