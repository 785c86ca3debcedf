import { ANNOTATION_POINT, LABEL_RECOVERY_POINT, type PlanChange, type PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { CutSteps, DataDriver, DriverVolume, InventoryReader, PlannedAct, PlannedManifest, PlannedStep, Watched } from '@penstock/backstage-plugin-data-pipelines-node';
import { PERSISTENT_VOLUME_CLAIM } from '../../engines/shared/members';
import { bytesTogether, moveSeconds } from '../../engines/shared/moveSeconds';
import { claimKey } from '../../engines/shared/objectKeys';
import { objected, passed } from '../../engines/shared/preflightCodes';
import { CSI_CODES as CODES } from './codes';
import { nameList } from './observers/seenObjects';
import { plannedNote } from './pointNote';
import { groupClassFor, snapshotApi, snapshotClassFor, type ClassChoice } from './snapshotClasses';

export const SNAPSHOT_API_VERSION = 'snapshot.storage.k8s.io/v1';
/** Marks the claims of one cut, by operation and element, where no label of their operator selects exactly them; taken off after the cut. */
export const LABEL_CUT = 'penstock.dev/cut';

const CUT_SECONDS = 300;
const READY_SECONDS = 3600;

type CutInput = Parameters<DataDriver['cut']>[1];
type Create = Extract<PlannedAct, { act: 'create' }>;

/** Labels of a part of a point. */
export function pointLabels(names: CutInput['names'], element: string): Record<string, string> {
  return { ...names.marks(element).labels, [LABEL_RECOVERY_POINT]: names.operation };
}

/** How the volumes of one element are cut. */
type Way = { method: 'group'; className: string; apiVersion: string; deletionPolicy: string } | { method: 'parallel' | 'single'; classes: ReadonlyMap<string, Extract<ClassChoice, { state: 'chosen' }>> };

function driversOf(volumes: readonly DriverVolume[]): string[] {
  return [...new Set(volumes.flatMap(({ provisioner }) => provisioner ?? []))].sort();
}

function wayOf(volumes: readonly DriverVolume[], inventory: InventoryReader): { way?: Way; checks: PreflightCheck[] } {
  const api = snapshotApi(inventory);
  if (api.result === 'block') return { checks: [api] };
  const unknown = volumes.filter(({ provisioner }) => provisioner === undefined).map(({ claim }) => claim);
  if (unknown.length > 0) {
    return { checks: [api, objected(CODES.SNAPSHOT_DRIVER, 'block', { sentence: `The driver of ${nameList(unknown)} is not known`, remedy: 'Wait until its claim is bound, or look at its storage class.' })] };
  }
  const drivers = driversOf(volumes);
  const choices = drivers.map((driver): [string, ClassChoice] => [driver, snapshotClassFor(driver, inventory)]);
  const chosen = new Map(choices.flatMap(([driver, choice]) => (choice.state === 'chosen' ? [[driver, choice] as const] : [])));
  const group = drivers.length === 1 && volumes.length > 1 ? groupClassFor(drivers[0], inventory) : undefined;
  if (group?.state === 'chosen') {
    return {
      way: { method: 'group', className: group.name, apiVersion: group.apiVersion, deletionPolicy: group.deletionPolicy },
      checks: [api, passed(CODES.SNAPSHOT_CLASS, `Group snapshot class ${group.name}, deletion policy ${group.deletionPolicy}`), passed(CODES.GROUP_CUT, `All ${volumes.length} volumes are cut in one instant`)],
    };
  }
  const refused = choices.flatMap(([, choice]) => (choice.state === 'chosen' ? [] : [choice.check]));
  if (refused.length > 0) return { checks: [api, ...refused] };
  const classes = [...chosen.values()].map(({ name, deletionPolicy }) => `${name}, deletion policy ${deletionPolicy}`);
  return {
    way: { method: volumes.length === 1 ? 'single' : 'parallel', classes: chosen },
    checks: [api, passed(CODES.SNAPSHOT_CLASS, `Snapshot class ${classes.join('; ')}`), ...(volumes.length === 1 ? [] : [notOneInstant(volumes, group)])],
  };
}

function notOneInstant(volumes: readonly DriverVolume[], group: ClassChoice | undefined): PreflightCheck {
  const why = group === undefined || group.state === 'chosen' ? `they are of several drivers (${driversOf(volumes).join(', ')})` : group.check.sentence;
  return objected(CODES.GROUP_CUT, 'warn', {
    sentence: `${volumes.length} volumes are cut one beside the other, not in one instant: ${why}`,
    remedy: 'The time between first and last cut is recorded with the point. For one instant, the driver needs a VolumeGroupSnapshotClass.',
  });
}

/** The operator's own labels, where they select exactly these claims. */
function selectorOf(volumes: readonly DriverVolume[], inventory: InventoryReader): Record<string, string> | undefined {
  const claims = volumes.map(({ namespace, claim }) => inventory.get(PERSISTENT_VOLUME_CLAIM, { namespace, name: claim }));
  const [first, ...rest] = claims.map(claim => claim?.metadata.labels ?? {});
  const common = Object.fromEntries(Object.entries(first ?? {}).filter(([key, value]) => key !== LABEL_CUT && rest.every(labels => labels[key] === value)));
  if (Object.keys(common).length === 0) return undefined;
  const selected = inventory.list(PERSISTENT_VOLUME_CLAIM, { namespace: volumes[0].namespace, labels: common });
  const wanted = new Set(volumes.map(({ claim }) => claim));
  return selected.length === wanted.size && selected.every(({ metadata }) => wanted.has(metadata.name)) ? common : undefined;
}

/** What watches the snapshots of volumes that are cut one by one. */
export function watchedSnapshots(volumes: readonly DriverVolume[], names: CutInput['names']): Watched[] {
  return volumes.map(({ cluster, namespace, claim, element }) => ({ by: 'name', cluster, apiVersion: SNAPSHOT_API_VERSION, kind: 'VolumeSnapshot', namespace, name: names.name(claim, element) }));
}

/** What an observer compares with: the claims that the cut is meant to have. */
export function membersParam(volumes: readonly DriverVolume[], names: CutInput['names'], method: CutSteps['method']) {
  return volumes.map(({ claim, element, claimUid }) => ({ claim, element, claimUid, ...(method === 'group' ? {} : { snapshot: names.name(claim, element) }) }));
}

function snapshotOf(volume: DriverVolume, { classes }: Extract<Way, { method: 'parallel' | 'single' }>, { names, notes }: CutInput): Create {
  const object: PlannedManifest = {
    apiVersion: SNAPSHOT_API_VERSION,
    kind: 'VolumeSnapshot',
    metadata: {
      name: names.name(volume.claim, volume.element),
      namespace: volume.namespace,
      labels: pointLabels(names, volume.element),
      annotations: { ...names.marks(volume.element).annotations, [ANNOTATION_POINT]: plannedNote(notes) },
    },
    spec: { volumeSnapshotClassName: classes.get(volume.provisioner ?? '')?.name ?? '', source: { persistentVolumeClaimName: volume.claim } },
  };
  return { act: 'create', cluster: volume.cluster, object };
}

function deletionOf({ cluster, object }: Create): Extract<PlannedAct, { act: 'delete' }> {
  const { apiVersion, kind, metadata } = object;
  return { act: 'delete', target: { cluster, apiVersion, kind, name: metadata.name, ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }) }, propagation: 'background' };
}

function watchedOf({ cluster, object }: Create): Watched {
  const { apiVersion, kind, metadata } = object;
  return { by: 'name', cluster, apiVersion, kind, name: metadata.name, ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }) };
}

function groupOf(volumes: readonly DriverVolume[], way: Extract<Way, { method: 'group' }>, selector: Record<string, string>, { names, notes }: CutInput): Create {
  const [{ cluster, namespace, element }] = volumes;
  return {
    act: 'create',
    cluster,
    object: {
      apiVersion: way.apiVersion,
      kind: 'VolumeGroupSnapshot',
      metadata: { name: names.name('', element), namespace, labels: pointLabels(names, element), annotations: { ...names.marks(element).annotations, [ANNOTATION_POINT]: plannedNote(notes) } },
      spec: { volumeGroupSnapshotClassName: way.className, source: { selector: { matchLabels: selector } } },
    },
  };
}

/** The value of the mark: elements that are cut by one operation must not select each other's claims. */
function cutMark(names: CutInput['names'], element: string): string {
  return names.name('cut', element);
}

/** Puts the mark on the claims before the cut; the claims keep it no longer than the cut takes. */
function markStep(volumes: readonly DriverVolume[], { names, inventory }: CutInput): { step: PlannedStep; back: PlannedAct[] } {
  const [{ element }] = volumes;
  const mark = cutMark(names, element);
  const change = (valuesOf: (volume: DriverVolume) => { from?: string; to?: string }) =>
    volumes.map((volume): PlannedAct => ({
      act: 'patch',
      target: claimKey(volume),
      uid: volume.claimUid,
      changes: [{ path: ['metadata', 'labels', LABEL_CUT], ...valuesOf(volume) }],
    }));
  // a mark that an earlier cut could not take off is replaced, and goes with this one
  const marked = ({ namespace, claim }: DriverVolume) => {
    const from = inventory.get(PERSISTENT_VOLUME_CLAIM, { namespace, name: claim })?.metadata.labels?.[LABEL_CUT];
    return { ...(from === undefined ? {} : { from }), to: mark };
  };
  const taken = () => ({ from: mark });
  return {
    step: { id: `mark/${element}`, title: `Mark the ${volumes.length} claims of ${element} for one cut`, phase: 'Running', element, acts: change(marked), undo: change(taken), deadlineSeconds: 120 },
    back: change(taken),
  };
}

/** The volumes of one element, and the objects that cut them. */
interface Cutting {
  volumes: readonly DriverVolume[];
  creates: readonly Create[];
  method: CutSteps['method'];
  names: CutInput['names'];
}

function cutStep({ volumes, creates, method, names }: Cutting, title: string): PlannedStep {
  const [{ element }] = volumes;
  const objects = creates.map(watchedOf);
  return {
    id: `cut/${element}`,
    title,
    phase: 'Cutting',
    element,
    acts: creates,
    wait: { observer: 'csi.cut', objects, params: { members: membersParam(volumes, names, method) } },
    undo: creates.map(deletionOf),
    undoWait: { observer: 'csi.gone', objects, params: {} },
    deadlineSeconds: CUT_SECONDS,
  };
}

function readyStep({ volumes, creates, method, names }: Cutting, acts: readonly PlannedAct[]): PlannedStep {
  const [{ element }] = volumes;
  return {
    id: `ready/${element}`,
    title: `Wait until the ${volumes.length === 1 ? 'snapshot' : `${volumes.length} snapshots`} of ${element} can be restored`,
    phase: 'Running',
    element,
    acts,
    wait: { observer: method === 'group' ? 'csi.group-ready' : 'csi.ready', objects: creates.map(watchedOf), params: { members: membersParam(volumes, names, method) } },
    deadlineSeconds: moveSeconds(bytesTogether(volumes), READY_SECONDS),
  };
}

function changesOf(volumes: readonly DriverVolume[], way: Way): PlanChange[] {
  const policy = way.method === 'group' ? way.deletionPolicy : [...new Set([...way.classes.values()].map(({ deletionPolicy }) => deletionPolicy))].join(', ');
  const [{ element }] = volumes;
  const names = volumes.map(({ claim }) => claim);
  return [
    ...(way.method === 'group' ? [{ act: 'create' as const, sentence: `VolumeGroupSnapshot of ${element}`, by: 'Penstock', note: `deletion policy ${policy}` }] : []),
    {
      act: 'create',
      count: volumes.length,
      sentence: `VolumeSnapshot${volumes.length === 1 ? '' : 's'} of ${element}`,
      by: way.method === 'group' ? 'snapshot-controller' : 'Penstock',
      ...(way.method === 'group' ? {} : { note: `deletion policy ${policy}` }),
      names,
    },
  ];
}

/** Steps of a cut that cannot be made: a plan with a check that blocks is not started. */
function nothing(volumes: readonly DriverVolume[], checks: readonly PreflightCheck[]): CutSteps {
  const element = volumes[0]?.element ?? '';
  const step = { title: `Cut the volumes of ${element}`, phase: 'Cutting' as const, element, acts: [], deadlineSeconds: CUT_SECONDS };
  return { steps: [], checks, changes: [], method: 'single', cut: { ...step, id: `cut/${element}` }, ready: { ...step, id: `ready/${element}` } };
}

/** Cuts the volumes of one element: as a group where the cluster can, else one beside the other. */
export function cutVolumes(volumes: readonly DriverVolume[], input: CutInput): CutSteps {
  const { inventory, names } = input;
  if (volumes.length === 0) return nothing(volumes, []);
  const { way, checks } = wayOf(volumes, inventory);
  if (way === undefined) return nothing(volumes, checks);
  const [{ element }] = volumes;
  if (way.method === 'group') {
    const selector = selectorOf(volumes, inventory);
    const mark = selector === undefined ? markStep(volumes, input) : undefined;
    const creates = [groupOf(volumes, way, selector ?? { [LABEL_CUT]: cutMark(names, element) }, input)];
    const cutting: Cutting = { volumes, creates, names, method: 'group' };
    return {
      steps: mark === undefined ? [] : [mark.step],
      cut: cutStep(cutting, `Cut the ${volumes.length} volumes of ${element} in one instant`),
      ready: readyStep(cutting, mark?.back ?? []),
      method: 'group',
      checks,
      changes: changesOf(volumes, way),
    };
  }
  const cutting: Cutting = { volumes, creates: volumes.map(volume => snapshotOf(volume, way, input)), names, method: way.method };
  const title = way.method === 'single' ? `Cut ${volumes[0].claim} of ${element}` : `Cut the ${volumes.length} volumes of ${element}, one beside the other`;
  return {
    steps: [],
    cut: cutStep(cutting, title),
    ready: readyStep(cutting, []),
    method: way.method,
    checks,
    changes: changesOf(volumes, way),
  };
}
