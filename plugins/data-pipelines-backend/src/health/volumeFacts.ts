import type { Measure, StatusWord, Volume } from '@penstock/backstage-plugin-data-pipelines-common';
import { quantityOrUndefined } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ElementVolume, InventoryReader, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { resizeOf } from '../engines/shared/claimChecks';
import { conditionsOf } from '../engines/shared/conditions';
import { PERSISTENT_VOLUME_CLAIM } from '../engines/shared/members';
import { fieldsAt, listAt, textAt, textsAt } from '../engines/shared/reading';
import type { VolumeUsage } from '../metrics/Metrics';
import type { AssessContext } from './context';
import { forecastFull, forecastOf } from './forecast';
import type { Fill, Retention } from './forecast';
import { measureOf, targetOf } from './measures';
import { encryptionOf, expandableOf, provisionerOf, volumeCopies } from './storageClass';
import { FORECAST_FROM_RATIO } from './thresholds';
import { volumeAttributes } from './volumeAttributes';

/** Storage classes. */
export const STORAGE_CLASS = { group: 'storage.k8s.io', kind: 'StorageClass' } as const;
const PERSISTENT_VOLUME = { group: '', kind: 'PersistentVolume' } as const;

/** What a volume is judged from. */
export interface VolumeInput {
  elementId: string;
  volume: ElementVolume;
  inventory: InventoryReader;
  usage: VolumeUsage;
  /** Where the engine knows that old data is deleted. */
  retention?: Retention;
}

/** Whether what is missing of used and capacity was merely not asked yet. A capacity of zero was asked and makes no sense. */
export function isUsePending({ used, capacity }: VolumeUsage): boolean {
  const missing = [used, capacity].flatMap(answer => (answer.state === 'unknown' ? [answer] : []));
  return missing.length > 0 && missing.every(answer => answer.pending === true);
}

function usedRatioOf(usage: VolumeUsage, context: AssessContext): { ratio: Measure; fill?: Fill } {
  const used = measureOf(usage.used, 'max', context);
  const capacity = measureOf(usage.capacity, 'max', context);
  const failed = [usage.used, usage.capacity].find(answer => answer.state === 'unknown' && answer.pending !== true);
  if (failed?.state === 'unknown') return { ratio: { state: 'unknown', reason: failed.reason } };
  if (used.state !== 'measured') return { ratio: used };
  if (capacity.state !== 'measured') return { ratio: capacity };
  if (capacity.value <= 0) return { ratio: { state: 'unknown', reason: 'The reported capacity is zero' } };
  const value = used.value / capacity.value;
  return {
    fill: { used: used.value, capacity: capacity.value },
    ratio: {
      state: 'measured',
      value,
      unit: 'ratio',
      target: targetOf(value, 'volumeUsedRatio', context.settings, 'more'),
      observedAt: used.observedAt,
      source: 'kubelet volume stats',
      ...(used.stale || capacity.stale ? { stale: true } : {}),
    },
  };
}

/** Which verdicts a volume's numbers come to; the forecast of a nearly empty volume is told, not judged. */
export function verdictsOf(volume: Pick<Volume, 'usedRatio' | 'fullIn'>): readonly string[] {
  const { usedRatio, fullIn } = volume;
  const ratio = usedRatio.state === 'measured' ? usedRatio.target?.verdict : undefined;
  const judged = usedRatio.state === 'measured' && usedRatio.value >= FORECAST_FROM_RATIO;
  const forecast = judged && fullIn.state === 'measured' ? fullIn.target?.verdict : undefined;
  return [ratio, forecast].flatMap(verdict => verdict ?? []);
}

function wordOf(claim: KubernetesObject | undefined, numbers: Pick<Volume, 'usedRatio' | 'fullIn'>, pending: boolean): { word: StatusWord; reason?: string } {
  if (claim === undefined) return { word: 'Unknown', reason: 'The claim is not in the cluster' };
  const phase = textAt(claim, 'status.phase');
  const verdicts = verdictsOf(numbers);
  const resize = resizeOf(claim);
  const attributes = volumeAttributes(claim);
  if (phase === 'Lost') return { word: 'Critical', reason: 'The volume behind the claim is gone' };
  if (verdicts.includes('missed')) return { word: 'Critical', reason: 'Nearly full, or full soon' };
  if (resize.state === 'failed') return { word: 'Warning', reason: `Expansion failed: ${resize.message ?? resize.word}` };
  if (attributes?.state === 'infeasible') return { word: 'Warning', reason: attributes.reason };
  if (verdicts.includes('at-risk')) return { word: 'Warning', reason: 'Filling up' };
  if (claim.metadata.deletionTimestamp !== undefined) return { word: 'Warning', reason: 'Being deleted' };
  if (phase === 'Pending') return { word: 'Progressing', reason: 'No volume yet' };
  if (phase !== 'Bound') return { word: 'Unknown', reason: phase === undefined ? 'No phase reported' : `Unknown phase "${phase}"` };
  if (resize.state === 'running') return { word: 'Progressing', reason: `Being expanded (${resize.word})` };
  if (attributes?.state === 'waiting' || attributes?.state === 'changing') return { word: 'Progressing', reason: attributes.reason };
  if (attributes?.state === 'unknown') return { word: 'Unknown', reason: attributes.reason };
  if (numbers.usedRatio.state === 'unknown' && pending) return { word: 'Progressing', reason: 'Its use is not read yet' };
  if (numbers.usedRatio.state === 'unknown') return { word: 'Unknown', reason: numbers.usedRatio.reason };
  if (numbers.usedRatio.state === 'not-measured') return { word: 'NotMeasured', reason: numbers.usedRatio.reason };
  return numbers.usedRatio.stale ? { word: 'Stale', reason: 'The numbers are older than three intervals' } : { word: 'Healthy' };
}

function replicationSentence(engineReplication: string, storageClass: KubernetesObject | undefined): string {
  const copies = volumeCopies(storageClass);
  return copies === undefined ? `${engineReplication}; volume copies not stated` : `${engineReplication}, ${copies}`;
}

function classOf(claim: KubernetesObject | undefined, inventory: InventoryReader) {
  const name = textAt(claim, 'spec.storageClassName');
  return { name, storageClass: name === undefined ? undefined : inventory.get(STORAGE_CLASS, { name }) };
}

/** Where a volume can be mounted, as its node affinity says: "topology.kubernetes.io/zone a, b". */
function topologyOf(volume: KubernetesObject | undefined): string | undefined {
  const terms = listAt(volume, 'spec.nodeAffinity.required.nodeSelectorTerms').flatMap(term => listAt(term, 'matchExpressions'));
  const said = terms.flatMap(term => {
    const key = textAt(term, 'key');
    return key === undefined ? [] : [`${key} ${textsAt(term, 'values').join(', ')}`];
  });
  return said.length === 0 ? undefined : [...new Set(said)].join('; ');
}

/** The facts that stand in claim, volume and class; absent ones stay absent. */
function fixedFacts(claim: KubernetesObject | undefined, inventory: InventoryReader) {
  const { name, storageClass } = classOf(claim, inventory);
  const persistentVolume = textAt(claim, 'spec.volumeName');
  const bound = persistentVolume === undefined ? undefined : inventory.get(PERSISTENT_VOLUME, { name: persistentVolume });
  const driver = textAt(bound, 'spec.csi.driver') ?? provisionerOf(storageClass);
  const requestedBytes = quantityOrUndefined(fieldsAt(claim, 'spec.resources.requests').storage);
  const capacityBytes = quantityOrUndefined(fieldsAt(claim, 'status.capacity').storage);
  const accessModes = textsAt(claim, 'spec.accessModes');
  const reclaimPolicy = textAt(bound, 'spec.persistentVolumeReclaimPolicy');
  const topology = topologyOf(bound);
  const attributes = claim && volumeAttributes(claim);
  return {
    storageClass,
    facts: {
      ...(requestedBytes === undefined ? {} : { requestedBytes }),
      ...(capacityBytes === undefined ? {} : { capacityBytes }),
      ...(name === undefined ? {} : { storageClass: name }),
      ...(driver === undefined ? {} : { driver }),
      ...(attributes === undefined ? {} : { attributes }),
      ...(persistentVolume === undefined ? {} : { persistentVolume }),
      ...(reclaimPolicy === undefined ? {} : { reclaimPolicy }),
      ...(topology === undefined ? {} : { topology }),
      ...(accessModes.length === 0 ? {} : { accessModes: [...accessModes] }),
    },
  };
}

/** One claim as the API shows it. Pure. */
export function volumeFacts(input: VolumeInput, context: AssessContext): Volume {
  const { elementId, volume, inventory, usage, retention } = input;
  const claim = inventory.get(PERSISTENT_VOLUME_CLAIM, { namespace: volume.namespace, name: volume.claim });
  const { storageClass, facts } = fixedFacts(claim, inventory);
  const { ratio: usedRatio, fill } = usedRatioOf(usage, context);
  const fullIn = forecastFull(usage, fill, retention, context);
  const forecast = forecastOf(usage, fill, retention, context);
  const used = measureOf(usage.used, 'max', context);
  return {
    name: volume.claim,
    namespace: volume.namespace,
    cluster: inventory.cluster,
    element: elementId,
    ...(volume.member === undefined ? {} : { member: volume.member }),
    role: volume.role,
    ...wordOf(claim, { usedRatio, fullIn }, isUsePending(usage)),
    phase: textAt(claim, 'status.phase') ?? 'Unknown',
    ...facts,
    used: used.state === 'measured' ? { ...used, source: 'kubelet volume stats' } : used,
    usedRatio,
    fullIn,
    ...(forecast === undefined ? {} : { forecast }),
    expandable: expandableOf(storageClass),
    encrypted: encryptionOf(storageClass),
    replication: replicationSentence(volume.engineReplication, storageClass),
    sizeOwner: volume.sizeOwner,
    conditions: claim === undefined ? [] : [...conditionsOf(claim)].map(({ type, status, reason, message, since }) => ({
      type,
      status,
      ...(reason === undefined ? {} : { reason }),
      ...(message === undefined ? {} : { message }),
      ...(since === undefined ? {} : { since }),
    })),
    // Recovery points are joined later, where the points of all clusters are known.
    protectedBy: { state: 'not-measured', reason: 'There is no good recovery point' },
  };
}
