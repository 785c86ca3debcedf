import { until } from 'control-plane';
import type { Api } from '../Api';
import { claim } from '../claim';
import { type KubeObject, readObjects } from '../KubeObject';
import type { CsiTarget } from './CsiTarget';

const LIMIT_MS = 60_000;
const SNAPSHOT = 'snapshot.storage.k8s.io/v1';
const GROUP = 'groupsnapshot.storage.k8s.io/v1';
const SNAPSHOT_CLASSES = `/apis/${SNAPSHOT}/volumesnapshotclasses`;
const DEFAULT = 'snapshot.storage.kubernetes.io/is-default-class';
const DEFAULT_MARK = `"${DEFAULT}":"true"`;
const STORAGE_CLASSES = '/apis/storage.k8s.io/v1/storageclasses';

/** Names of the classes that the suite makes, the same on every target. */
export const CLASSES = {
  storage: 'contract',
  /** Grows only with the help of a pod. */
  byNode: 'contract-by-node',
  snapshot: 'contract',
  snapshotRetain: 'contract-retain',
  group: 'contract',
  attributes: 'contract-quick',
} as const;

/** Text of any JSON; the suite looks into objects by it where the shape is not the point. */
const textOf = (value: unknown) => JSON.stringify(value ?? '');

const join = (collection: string, name?: string) =>
  name === undefined ? collection : `${collection}/${name}`;

async function create(
  api: Api,
  collection: string,
  apiVersion: string,
  kind: string,
  name: string,
  rest: Record<string, unknown>,
): Promise<void> {
  const made = await api.post(collection, {
    apiVersion,
    kind,
    metadata: { name },
    ...rest,
  });
  if (made.status !== 201) {
    throw new Error(`${kind} ${name} was not created: ${made.text}`);
  }
}

/**
 * A field that is a text.
 *
 * @throws Error when it is not there.
 */
export function fieldOf(value: unknown, ...path: string[]): string {
  let at: unknown = value;
  for (const field of path) {
    at =
      typeof at === 'object' && at !== null
        ? Object.entries(at).find(([name]) => name === field)?.[1]
        : undefined;
  }
  if (typeof at === 'string') return at;
  throw new Error(`There is no ${path.join('.')} in ${textOf(value)}`);
}

/** One namespace on a target, and what a case does there. */
export class CsiWorld {
  readonly api: Api;
  readonly contents = `/apis/${SNAPSHOT}/volumesnapshotcontents`;
  readonly groupContents = `/apis/${GROUP}/volumegroupsnapshotcontents`;
  readonly volumes = '/api/v1/persistentvolumes';

  constructor(readonly target: CsiTarget, readonly namespace: string) {
    this.api = target.api;
  }

  /** Makes the classes of {@link CLASSES}. */
  static async prepare({ api, driver, byNode }: CsiTarget): Promise<void> {
    const storageClass = (name: string, parameters: Record<string, string>) =>
      create(api, STORAGE_CLASSES, 'storage.k8s.io/v1', 'StorageClass', name, {
        provisioner: driver,
        parameters,
        allowVolumeExpansion: true,
        volumeBindingMode: 'Immediate',
      });
    const snapshotClass = (name: string, deletionPolicy: string) =>
      create(api, SNAPSHOT_CLASSES, SNAPSHOT, 'VolumeSnapshotClass', name, {
        driver,
        deletionPolicy,
      });
    await storageClass(CLASSES.storage, {});
    await storageClass(CLASSES.byNode, byNode);
    await snapshotClass(CLASSES.snapshot, 'Delete');
    await snapshotClass(CLASSES.snapshotRetain, 'Retain');
    const { items } = await api.get(SNAPSHOT_CLASSES);
    if (
      !items.some(
        item => item.driver === driver && textOf(item).includes(DEFAULT_MARK),
      )
    ) {
      await snapshotClass('contract-default', 'Delete');
      await api.patch(`${SNAPSHOT_CLASSES}/contract-default`, 'merge', {
        metadata: { annotations: { [DEFAULT]: 'true' } },
      });
    }
    await create(
      api,
      `/apis/${GROUP}/volumegroupsnapshotclasses`,
      GROUP,
      'VolumeGroupSnapshotClass',
      CLASSES.group,
      { driver, deletionPolicy: 'Delete' },
    );
    await create(
      api,
      '/apis/storage.k8s.io/v1/volumeattributesclasses',
      'storage.k8s.io/v1',
      'VolumeAttributesClass',
      CLASSES.attributes,
      { driverName: driver, parameters: { iops: '4000' } },
    );
  }

  claims(name?: string): string {
    return join(
      `/api/v1/namespaces/${this.namespace}/persistentvolumeclaims`,
      name,
    );
  }

  snapshots(name?: string, namespace = this.namespace): string {
    return join(
      `/apis/${SNAPSHOT}/namespaces/${namespace}/volumesnapshots`,
      name,
    );
  }

  groups(name?: string): string {
    return join(
      `/apis/${GROUP}/namespaces/${this.namespace}/volumegroupsnapshots`,
      name,
    );
  }

  /** The class that a snapshot gets which names none. */
  async defaultSnapshotClass(): Promise<string> {
    const { items } = await this.api.get(SNAPSHOT_CLASSES);
    const found = items.find(
      item =>
        item.driver === this.target.driver &&
        textOf(item).includes(DEFAULT_MARK),
    );
    return found?.metadata.name ?? '';
  }

  /** Makes a claim and waits until it is bound. */
  async bound(
    name: string,
    spec: Record<string, unknown> = {},
    labels: Record<string, string> = {},
  ): Promise<KubeObject> {
    const wish = claim(name, '1Gi', {
      storageClassName: CLASSES.storage,
      ...spec,
    });
    const made = await this.api.post(this.claims(), {
      ...wish,
      metadata: { name, labels },
    });
    expect(made.status).toBe(201);
    return this.untilObject(this.claims(name), ({ status }) =>
      textOf(status).includes('"phase":"Bound"'),
    );
  }

  /** The volume of a bound claim. */
  async volumeOf({ spec }: KubeObject): Promise<KubeObject> {
    return (
      await this.api.get(`${this.volumes}/${fieldOf(spec, 'volumeName')}`)
    ).object;
  }

  async snapshot(name: string, spec: Record<string, unknown>): Promise<void> {
    await create(this.api, this.snapshots(), SNAPSHOT, 'VolumeSnapshot', name, {
      spec,
    });
  }

  /** Cuts a claim and waits until the snapshot can be restored from. */
  async cut(
    name: string,
    claimName: string,
    snapshotClass: string = CLASSES.snapshot,
  ): Promise<KubeObject> {
    await this.snapshot(name, {
      volumeSnapshotClassName: snapshotClass,
      source: { persistentVolumeClaimName: claimName },
    });
    return this.untilReady(this.snapshots(name));
  }

  async group(name: string, spec: Record<string, unknown>): Promise<void> {
    await create(this.api, this.groups(), GROUP, 'VolumeGroupSnapshot', name, {
      spec,
    });
  }

  untilReady(path: string): Promise<KubeObject> {
    return this.untilObject(path, ({ status }) =>
      textOf(status).includes('"readyToUse":true'),
    );
  }

  /** Waits until `holds`; the error shows the last state and what the controllers said. */
  async untilObject(
    path: string,
    holds: (object: KubeObject) => boolean,
  ): Promise<KubeObject> {
    return this.explained(
      until(path, LIMIT_MS, async () => {
        const { object } = await this.api.get(path);
        if (holds(object)) return object;
        throw new Error(textOf(object).slice(-1500));
      }),
    );
  }

  /** Waits until something was said of an object of the namespace. */
  async untilEvent(about: string, reason: string): Promise<void> {
    await this.untilObject(
      `/api/v1/namespaces/${this.namespace}/events`,
      list =>
        readObjects(list).some(
          event =>
            event.reason === reason &&
            textOf(event.involvedObject).includes(`"name":"${about}"`),
        ),
    );
  }

  async untilGone(path: string): Promise<void> {
    await this.explained(
      until(`${path} to go`, LIMIT_MS, async () => {
        const { status, text } = await this.api.get(path);
        if (status === 404) return true;
        throw new Error(text.slice(-1500));
      }),
    );
  }

  /** A pod that uses a claim, started. */
  async podWith(claimName: string): Promise<void> {
    const pods = `/api/v1/namespaces/${this.namespace}/pods`;
    await until('the default service account', LIMIT_MS, async () => {
      const made = await this.api.post(pods, {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: claimName },
        spec: {
          containers: [{ name: 'c', image: 'writer:1' }],
          volumes: [{ name: 'd', persistentVolumeClaim: { claimName } }],
        },
      });
      if (made.status === 201) return true;
      throw new Error(made.text);
    });
    await this.untilObject(`${pods}/${claimName}`, ({ status }) =>
      textOf(status).includes('"phase":"Running"'),
    );
  }

  private async explained<T>(act: Promise<T>): Promise<T> {
    try {
      return await act;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`${reason}\n${this.target.lastWords()}`);
    }
  }
}
