import { LABEL_OPERATION, quantityOrUndefined, type PlanChange } from '@penstock/backstage-plugin-data-pipelines-common';
import type { DataDriver, DriverSteps, FoundPoint, KubernetesObject, PlannedAct, PlannedManifest, PlannedStep, Watched } from '@penstock/backstage-plugin-data-pipelines-node';
import { objected, passed } from '../../engines/shared/preflightCodes';
import { fieldsAt, textAt } from '../../engines/shared/reading';
import { claimFrom, waitsForConsumer } from './claims';
import { CSI_CODES as CODES } from './codes';
import { SNAPSHOT_API_VERSION } from './cut';
import { VOLUME_SNAPSHOT, VOLUME_SNAPSHOT_CONTENT } from './kinds';
import { nameList } from './observers/seenObjects';
import { snapshotState } from './observers/snapshotState';

type Wanted = Parameters<DataDriver['materialise']>[0][number];
type Input = Parameters<DataDriver['materialise']>[2];
type Create = Extract<PlannedAct, { act: 'create' }>;

const IMPORT_SECONDS = 600;
const FILL_SECONDS = 3600;
const TIDY_SECONDS = 600;

/** One volume to be made, with its snapshot and what that holds. */
interface Source {
  wanted: Wanted;
  claim: KubernetesObject;
  snapshot: KubernetesObject;
  content: KubernetesObject;
  handle: string;
}

function sourceOf(wanted: Wanted, point: FoundPoint, { inventory, live }: Input): Source | undefined {
  const { from } = wanted;
  const member = point.members.find(each => each.volume === from.claim && each.ready);
  const snapshot = member === undefined ? undefined : inventory.get(VOLUME_SNAPSHOT, { namespace: member.object.namespace, name: member.object.name });
  const bound = snapshot === undefined ? undefined : snapshotState(snapshot).bound;
  const content = bound === undefined ? undefined : inventory.get(VOLUME_SNAPSHOT_CONTENT, { name: bound });
  const handle = textAt(content, 'status.snapshotHandle');
  const claim = live({ cluster: from.cluster, apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: from.namespace, name: from.claim });
  if (snapshot === undefined || content === undefined || handle === undefined || claim === undefined) return undefined;
  return { wanted, claim, snapshot, content, handle };
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
  const { wanted, content, handle } = source;
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

function claimOf(source: Source, input: Input): Create {
  const { wanted, claim, snapshot } = source;
  const imported = wanted.namespace !== wanted.from.namespace;
  const requested = textAt(fieldsAt(claim, 'spec.resources.requests'), 'storage') ?? '1Gi';
  const needed = textAt(snapshot, 'status.restoreSize') ?? requested;
  const storage = (quantityOrUndefined(needed) ?? 0) > (quantityOrUndefined(requested) ?? 0) ? needed : requested;
  return {
    act: 'create',
    cluster: wanted.from.cluster,
    object: claimFrom({ ...claim, metadata: { ...claim.metadata, labels: wanted.labels } }, {
      name: wanted.claim,
      namespace: wanted.namespace,
      labels: { [LABEL_OPERATION]: input.names.operation },
      owned: false,
      spec: { dataSource: { apiGroup: SNAPSHOT_API_VERSION.split('/')[0], kind: 'VolumeSnapshot', name: imported ? snapshotName(source, input) : snapshot.metadata.name }, resources: { requests: { storage } } },
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

function makeStep(claims: readonly Create[], pendingIsEnough: readonly string[], element: string): PlannedStep {
  const objects = claims.map(watchedOf);
  return {
    id: `make/${element}`,
    title: `Make ${claims.length} volumes from the snapshots of ${element}`,
    phase: 'Running',
    element,
    acts: claims,
    wait: { observer: 'csi.bound', objects, params: { volumes: Object.fromEntries(claims.map(({ object }) => [object.metadata.name, ''])), pendingIsEnough: [...pendingIsEnough] } },
    undo: claims.map(deletionOf),
    undoWait: { observer: 'csi.gone', objects, params: {} },
    deadlineSeconds: FILL_SECONDS,
  };
}

/** What was brought along is of no use once the volumes are made; the snapshots themselves stay, by the policy Retain. */
function tidyStep(imports: readonly Create[], claims: readonly Create[], element: string): PlannedStep[] {
  if (imports.length === 0) return [];
  return [
    {
      id: `made/${element}`,
      title: `See that the new volumes of ${element} are there`,
      phase: 'Finalizing',
      element,
      acts: [],
      wait: { observer: 'csi.bound', objects: claims.map(watchedOf), params: { volumes: Object.fromEntries(claims.map(({ object }) => [object.metadata.name, ''])), pendingIsEnough: [] } },
      deadlineSeconds: FILL_SECONDS,
    },
    {
      id: `tidy/${element}`,
      title: `Remove what the snapshots of ${element} were brought along by`,
      phase: 'Finalizing',
      element,
      acts: [...imports].reverse().map(deletionOf),
      wait: { observer: 'csi.gone', objects: imports.map(watchedOf), params: {} },
      deadlineSeconds: TIDY_SECONDS,
    },
  ];
}

/** Makes volumes from the point under other names or in another namespace. */
export function materialiseVolumes(volumes: readonly Wanted[], point: FoundPoint, input: Input): DriverSteps {
  const sources = volumes.map(wanted => sourceOf(wanted, point, input));
  const found = sources.filter((source): source is Source => source !== undefined);
  const missing = volumes.filter((_, index) => sources[index] === undefined).map(({ from }) => from.claim);
  if (missing.length > 0 || found.length === 0) {
    return {
      steps: [],
      changes: [],
      checks: [objected(CODES.SNAPSHOTS_THERE, 'block', { sentence: `The point has no ready snapshot of ${nameList(missing)}`, remedy: 'Wait until it is ready, or choose another point.' })],
    };
  }
  const [{ wanted: { from: { element }, namespace } }] = found;
  const imports = found.filter(({ wanted }) => wanted.namespace !== wanted.from.namespace).flatMap(source => importsOf(source, input));
  const claims = found.map(source => claimOf(source, input));
  const pendingIsEnough = found.filter(({ claim }) => waitsForConsumer(textAt(claim, 'spec.storageClassName'), input.inventory)).map(({ wanted }) => wanted.claim);
  const changes: PlanChange[] = [
    ...(imports.length === 0 ? [] : [{ act: 'create' as const, count: imports.length, sentence: `${imports.length} objects that bring the snapshots into ${namespace}`, by: 'Penstock', note: 'removed again', names: imports.map(({ object }) => object.metadata.name) }]),
    { act: 'create', count: claims.length, sentence: `${claims.length} claims in ${namespace}, from the point of ${point.cutTime ?? 'unknown time'}`, by: 'Penstock', names: claims.map(({ object }) => object.metadata.name) },
  ];
  return {
    steps: [...(imports.length === 0 ? [] : [importStep(imports, element, namespace)]), makeStep(claims, pendingIsEnough, element)],
    after: tidyStep(imports, claims, element),
    changes,
    checks: [passed(CODES.SNAPSHOTS_THERE, `${found.length} of ${volumes.length} snapshots are there and ready`)],
  };
}
