import type { JsonObject } from '@backstage/types';
import { LABEL_OPERATION, quantityOrUndefined, type PlanChange, type PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { DataDriver, DriverSteps, FoundPoint, KubernetesObject, PlannedAct, PlannedManifest, PlannedStep, Watched } from '@penstock/backstage-plugin-data-pipelines-node';
import { moveSeconds } from '../../engines/shared/moveSeconds';
import { objected, passed } from '../../engines/shared/preflightCodes';
import { fieldsAt, textAt } from '../../engines/shared/reading';
import { claimFrom, waitsForConsumer } from './claims';
import { CSI_CODES as CODES } from './codes';
import { SNAPSHOT_API_VERSION } from './cut';
import { VOLUME_SNAPSHOT, VOLUME_SNAPSHOT_CONTENT } from './kinds';
import { nameList } from './observers/seenObjects';
import { memberOf } from './pointMember';
import { snapshotState } from './observers/snapshotState';

type Wanted = Parameters<DataDriver['materialise']>[0][number];
type Input = Parameters<DataDriver['materialise']>[2];
type Create = Extract<PlannedAct, { act: 'create' }>;

const IMPORT_SECONDS = 600;
const FILL_SECONDS = 3600;
const TIDY_SECONDS = 600;

/** One volume to be made, and what of: a snapshot with its content, or the claim itself. */
interface Source {
  wanted: Wanted;
  claim: KubernetesObject;
  from?: { snapshot: KubernetesObject; content: KubernetesObject; handle: string };
}

function sourceAsItIs(wanted: Wanted, { live }: Input): Source | undefined {
  const { from } = wanted;
  const claim = live({ cluster: from.cluster, apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: from.namespace, name: from.claim });
  return claim === undefined || wanted.namespace !== from.namespace ? undefined : { wanted, claim };
}

function sourceOf(wanted: Wanted, point: FoundPoint, { inventory, live }: Input): Source | undefined {
  const { from } = wanted;
  const member = memberOf(point, from);
  const snapshot = member?.ready !== true ? undefined : inventory.get(VOLUME_SNAPSHOT, { namespace: member.object.namespace, name: member.object.name });
  const bound = snapshot === undefined ? undefined : snapshotState(snapshot).bound;
  const content = bound === undefined ? undefined : inventory.get(VOLUME_SNAPSHOT_CONTENT, { name: bound });
  const handle = textAt(content, 'status.snapshotHandle');
  const claim = live({ cluster: from.cluster, apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: from.namespace, name: from.claim });
  if (snapshot === undefined || content === undefined || handle === undefined || claim === undefined) return undefined;
  return { wanted, claim, from: { snapshot, content, handle } };
}

/** Contents have no namespace and share their names with those of all others. */
function contentName({ wanted }: Source, { names }: Input): string {
  return names.name(`content-${wanted.claim}`, wanted.from.element);
}

function snapshotName({ wanted }: Source, { names }: Input): string {
  return names.name(wanted.claim, wanted.from.element);
}

/** Brings a snapshot into another namespace: a content of the same handle, which is never deleted with it, and a snapshot bound to that. */
function importsOf(source: Source, input: Input): Create[] {
  const { wanted, from } = source;
  if (from === undefined || wanted.namespace === wanted.from.namespace) return [];
  const { content, handle } = from;
  const labels = { ...input.names.marks(wanted.from.element).labels };
  const name = contentName(source, input);
  const className = textAt(content, 'spec.volumeSnapshotClassName');
  const mode = textAt(content, 'spec.sourceVolumeMode');
  const imported: PlannedManifest = {
    apiVersion: SNAPSHOT_API_VERSION,
    kind: 'VolumeSnapshotContent',
    metadata: { name, labels },
    spec: {
      deletionPolicy: 'Retain',
      driver: textAt(content, 'spec.driver') ?? '',
      source: { snapshotHandle: handle },
      volumeSnapshotRef: { name: snapshotName(source, input), namespace: wanted.namespace },
      ...(className === undefined ? {} : { volumeSnapshotClassName: className }),
      ...(mode === undefined ? {} : { sourceVolumeMode: mode }),
    },
  };
  const snapshot: PlannedManifest = {
    apiVersion: SNAPSHOT_API_VERSION,
    kind: 'VolumeSnapshot',
    metadata: { name: snapshotName(source, input), namespace: wanted.namespace, labels },
    spec: { source: { volumeSnapshotContentName: name }, ...(className === undefined ? {} : { volumeSnapshotClassName: className }) },
  };
  const { cluster } = wanted.from;
  return [{ act: 'create', cluster, object: imported }, { act: 'create', cluster, object: snapshot }];
}

function deletionOf({ cluster, object }: Create): PlannedAct {
  const { namespace, name } = object.metadata;
  return { act: 'delete', target: { cluster, apiVersion: object.apiVersion, kind: object.kind, name, ...(namespace === undefined ? {} : { namespace }) }, propagation: 'background' };
}

function watchedOf({ cluster, object }: Create): Watched {
  const { namespace, name } = object.metadata;
  return { by: 'name', cluster, apiVersion: object.apiVersion, kind: object.kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

function dataSourceOf({ wanted, from }: Source, name: string): JsonObject {
  // Cloning a claim needs no API group: it is of the core.
  if (from === undefined) return { kind: 'PersistentVolumeClaim', name: wanted.from.claim };
  return { apiGroup: SNAPSHOT_API_VERSION.split('/')[0], kind: 'VolumeSnapshot', name: wanted.namespace === wanted.from.namespace ? from.snapshot.metadata.name : name };
}

function claimOf(source: Source, input: Input): Create {
  const { wanted, claim, from } = source;
  const requested = textAt(fieldsAt(claim, 'spec.resources.requests'), 'storage') ?? '1Gi';
  const needed = textAt(from?.snapshot, 'status.restoreSize') ?? requested;
  const storage = (quantityOrUndefined(needed) ?? 0) > (quantityOrUndefined(requested) ?? 0) ? needed : requested;
  return {
    act: 'create',
    cluster: wanted.from.cluster,
    object: claimFrom({ ...claim, metadata: { ...claim.metadata, labels: wanted.labels } }, {
      name: wanted.claim,
      namespace: wanted.namespace,
      labels: { [LABEL_OPERATION]: input.names.operation },
      owned: false,
      spec: { dataSource: dataSourceOf(source, snapshotName(source, input)), resources: { requests: { storage } } },
    }),
  };
}

function importStep(imports: readonly Create[], element: string, namespace: string): PlannedStep {
  const snapshots = imports.filter(({ object }) => object.kind === 'VolumeSnapshot');
  return {
    id: `import/${element}`,
    title: `Bring ${snapshots.length} snapshots of ${element} into namespace ${namespace}`,
    phase: 'Running',
    element,
    acts: imports,
    wait: { observer: 'csi.imported', objects: snapshots.map(watchedOf), params: {} },
    undo: [...imports].reverse().map(deletionOf),
    undoWait: { observer: 'csi.gone', objects: imports.map(watchedOf), params: {} },
    deadlineSeconds: IMPORT_SECONDS,
  };
}

/** What the claims ask for together. */
function bytesOf(claims: readonly Create[]): number {
  return claims.reduce((sum, { object }) => sum + (quantityOrUndefined(textAt(fieldsAt(object, 'spec.resources.requests'), 'storage') ?? '') ?? 0), 0);
}

function makeStep(claims: readonly Create[], pendingIsEnough: readonly string[], element: string): PlannedStep {
  const objects = claims.map(watchedOf);
  return {
    id: `make/${element}`,
    title: `Make ${claims.length} ${claims.length === 1 ? 'volume' : 'volumes'} for a copy of ${element}`,
    phase: 'Running',
    element,
    acts: claims,
    wait: { observer: 'csi.bound', objects, params: { volumes: Object.fromEntries(claims.map(({ object }) => [object.metadata.name, ''])), pendingIsEnough: [...pendingIsEnough] } },
    undo: claims.map(deletionOf),
    undoWait: { observer: 'csi.gone', objects, params: {} },
    deadlineSeconds: moveSeconds(bytesOf(claims), FILL_SECONDS),
  };
}

/** Late claims are looked at, too, when no pod of the copy ever uses them: then they are no success as a whole. */
function seeStep(claims: readonly Create[], neverUsed: readonly string[], element: string): PlannedStep {
  return {
    id: `made/${element}`,
    title: `See that the new volumes of ${element} are there`,
    phase: 'Finalizing',
    element,
    acts: [],
    wait: {
      observer: 'csi.bound',
      objects: claims.map(watchedOf),
      params: {
        volumes: Object.fromEntries(claims.map(({ object }) => [object.metadata.name, ''])),
        pendingIsEnough: [...neverUsed],
        ...(neverUsed.length === 0 ? {} : { pendingIsPartial: true }),
        tells: `The copy of ${element} has its ${claims.length} volumes in ${claims[0]?.object.metadata.namespace ?? 'the namespace'}`,
      },
    },
    deadlineSeconds: moveSeconds(bytesOf(claims), FILL_SECONDS),
  };
}

/** What was brought along is of no use once the volumes are made; the snapshots themselves stay, by the policy Retain. */
function tidyStep(imports: readonly Create[], element: string): PlannedStep {
  return {
    id: `tidy/${element}`,
    title: `Remove what the snapshots of ${element} were brought along by`,
    phase: 'Finalizing',
    element,
    acts: [...imports].reverse().map(deletionOf),
    wait: { observer: 'csi.gone', objects: imports.map(watchedOf), params: {} },
    deadlineSeconds: TIDY_SECONDS,
  };
}

/** A claim without its volume still needs the snapshot that was brought along for it. */
function afterSteps(imports: readonly Create[], claims: readonly Create[], neverUsed: readonly string[], element: string): PlannedStep[] {
  if (neverUsed.length > 0) return [seeStep(claims, neverUsed, element)];
  return imports.length === 0 ? [] : [seeStep(claims, [], element), tidyStep(imports, element)];
}

function missingCheck(missing: readonly string[], point: FoundPoint | undefined): DriverSteps {
  const sentence = point === undefined ? `Claim ${nameList(missing)} cannot be copied as it is` : `The point has no ready snapshot of ${nameList(missing)}`;
  return { steps: [], changes: [], checks: [objected(CODES.SNAPSHOTS_THERE, 'block', { sentence, remedy: point === undefined ? 'Take a snapshot, and copy from that.' : 'Wait until it is ready, or choose another point.' })] };
}

function checkOf(found: readonly Source[], point: FoundPoint | undefined): PreflightCheck {
  if (point !== undefined) return passed(CODES.SNAPSHOTS_THERE, `${found.length} of ${found.length} snapshots are there and ready`);
  if (found.length === 1) return passed(CODES.GROUP_CUT, 'One volume is copied as it is');
  return objected(CODES.GROUP_CUT, 'warn', { sentence: `${found.length} volumes are copied one beside the other while they are written to`, remedy: 'Copy from a recovery point for one instant.' });
}

/** Said before: what such a copy ends with. */
function lateCheck(neverUsed: readonly string[]): PreflightCheck[] {
  if (neverUsed.length === 0) return [];
  return [
    objected(CODES.VOLUMES_AT_ONCE, 'warn', {
      sentence: `The storage class of ${nameList(neverUsed)} makes a volume when a pod uses it, and no pod of the copy is started: the data is there only after that, and until then this succeeds in part`,
      remedy: 'Start the copy when it may run; its volumes are filled then.',
    }),
  ];
}

/** Makes volumes under other names or in another namespace, from the point or from the claims as they are. */
export function materialiseVolumes(volumes: readonly Wanted[], point: FoundPoint | undefined, input: Input): DriverSteps {
  const sources = volumes.map(wanted => (point === undefined ? sourceAsItIs(wanted, input) : sourceOf(wanted, point, input)));
  const found = sources.filter((source): source is Source => source !== undefined);
  const missing = volumes.filter((_, index) => sources[index] === undefined).map(({ from }) => from.claim);
  if (missing.length > 0 || found.length === 0) return missingCheck(missing, point);
  const [{ wanted: { from: { element }, namespace } }] = found;
  const imports = found.flatMap(source => importsOf(source, input));
  const claims = found.map(source => claimOf(source, input));
  const pendingIsEnough = found.filter(({ claim }) => waitsForConsumer(textAt(claim, 'spec.storageClassName'), input.inventory)).map(({ wanted }) => wanted.claim);
  const neverUsed = input.startsPods ? [] : pendingIsEnough;
  const made = point === undefined ? 'as they are' : `from the point of ${point.cutTime ?? 'unknown time'}`;
  const changes: PlanChange[] = [
    ...(imports.length === 0 ? [] : [{ act: 'create' as const, count: imports.length, sentence: `${imports.length} objects that bring the snapshots into ${namespace}`, by: 'Penstock', note: neverUsed.length === 0 ? 'removed again' : 'kept, the volumes are made from them', names: imports.map(({ object }) => object.metadata.name) }]),
    { act: 'create', count: claims.length, sentence: `${claims.length} claims in ${namespace}, ${made}`, by: 'Penstock', names: claims.map(({ object }) => object.metadata.name) },
  ];
  return {
    steps: [...(imports.length === 0 ? [] : [importStep(imports, element, namespace)]), makeStep(claims, pendingIsEnough, element)],
    after: afterSteps(imports, claims, neverUsed, element),
    changes,
    checks: [checkOf(found, point), ...lateCheck(neverUsed)],
  };
}
