import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import { cacheFolder, fingerprint, wrapperFolder } from './cache';
import { goBuild } from './goModules';

/** The programs of a control plane. */
export type BinaryName = 'etcd' | 'kube-apiserver' | 'kube-controller-manager';

/** The programs of a control plane's storage: sidecars, driver, scheduler, nodes. */
export type StorageBinaryName =
  | 'kube-scheduler'
  | 'kwok'
  | 'snapshot-controller'
  | 'csi-snapshotter'
  | 'csi-provisioner'
  | 'csi-resizer'
  | 'csi-directories';

/** Any of the programs. */
export type ProgramName = BinaryName | StorageBinaryName;

/** Where each program is. */
export type Binaries = Record<BinaryName, string>;

/** Where each program of the storage is. */
export type StorageBinaries = Record<StorageBinaryName, string>;

interface BinarySet {
  /** Folder of the wrapper module under `go/`. */
  wrapper: string;
  ldflags: string;
}

interface Source {
  set: BinarySet;
  goPackage: string;
  /** How long the first build takes. */
  firstTime: string;
}

const KUBERNETES_VERSION = '1.36.3';

const KUBERNETES: BinarySet = {
  wrapper: 'kubernetes',
  ldflags: [
    '-s -w',
    `-X k8s.io/component-base/version.gitVersion=v${KUBERNETES_VERSION}`,
    '-X k8s.io/component-base/version.gitMajor=1',
    '-X k8s.io/component-base/version.gitMinor=36',
    `-X k8s.io/client-go/pkg/version.gitVersion=v${KUBERNETES_VERSION}`,
  ].join(' '),
};

function plain(wrapper: string, goPackage: string, firstTime: string): Source {
  return { set: { wrapper, ldflags: '-s -w' }, goPackage, firstTime };
}

const CSI = 'github.com/kubernetes-csi';

const SOURCES: Record<ProgramName, Source> = {
  etcd: plain('etcd', 'go.etcd.io/etcd/server/v3', 'a minute'),
  'kube-apiserver': {
    set: KUBERNETES,
    goPackage: 'k8s.io/kubernetes/cmd/kube-apiserver',
    firstTime: 'three to five minutes',
  },
  'kube-controller-manager': {
    set: KUBERNETES,
    goPackage: 'k8s.io/kubernetes/cmd/kube-controller-manager',
    firstTime: 'one to two minutes',
  },
  'kube-scheduler': {
    set: KUBERNETES,
    goPackage: 'k8s.io/kubernetes/cmd/kube-scheduler',
    firstTime: 'less than a minute',
  },
  'snapshot-controller': plain(
    'csi-snapshotter',
    `${CSI}/external-snapshotter/v8/cmd/snapshot-controller`,
    'two minutes',
  ),
  'csi-snapshotter': plain(
    'csi-snapshotter',
    `${CSI}/external-snapshotter/v8/cmd/csi-snapshotter`,
    'some seconds',
  ),
  'csi-provisioner': plain(
    'csi-provisioner',
    `${CSI}/external-provisioner/v6/cmd/csi-provisioner`,
    'two minutes',
  ),
  'csi-resizer': plain(
    'csi-resizer',
    `${CSI}/external-resizer/v2/cmd/csi-resizer`,
    'two minutes',
  ),
  kwok: plain('kwok', 'sigs.k8s.io/kwok/cmd/kwok', 'a minute'),
  'csi-directories': plain('csi-directories', '.', 'some seconds'),
};

const CONTROL_PLANE: readonly BinaryName[] = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
];

const STORAGE: readonly StorageBinaryName[] = [
  'kube-scheduler',
  'snapshot-controller',
  'csi-snapshotter',
  'csi-provisioner',
  'csi-resizer',
  'kwok',
  'csi-directories',
];

function builtBinary(name: ProgramName): string {
  const { set } = SOURCES[name];
  const folder = wrapperFolder(set.wrapper);
  // A wrapper has no sources of its own but these two files; the driver has.
  const sources = readdirSync(folder)
    .filter(file => /^go\.(mod|sum)$|(?<!_test)\.go$/.test(file))
    .sort()
    .map(file => path.join(folder, file));
  const key = fingerprint(sources, [
    set.ldflags,
    process.platform,
    process.arch,
  ]);
  return cacheFolder('bin', key, name);
}

function locate(name: ProgramName): string {
  const assets = process.env.KUBEBUILDER_ASSETS;
  if (assets) {
    const given = path.resolve(assets, name);
    if (existsSync(given)) return given;
  }
  return builtBinary(name);
}

/**
 * The programs of a control plane, from the folder `$KUBEBUILDER_ASSETS` where
 * it has them, else from the cache; undefined when one has not been built yet.
 */
export function findBinaries(): Binaries | undefined {
  const binaries: Binaries = {
    etcd: locate('etcd'),
    'kube-apiserver': locate('kube-apiserver'),
    'kube-controller-manager': locate('kube-controller-manager'),
  };
  return Object.values(binaries).every(existsSync) ? binaries : undefined;
}

/** The programs of the storage, found in the same way. */
export function findStorageBinaries(): StorageBinaries | undefined {
  const binaries: StorageBinaries = {
    'kube-scheduler': locate('kube-scheduler'),
    kwok: locate('kwok'),
    'snapshot-controller': locate('snapshot-controller'),
    'csi-snapshotter': locate('csi-snapshotter'),
    'csi-provisioner': locate('csi-provisioner'),
    'csi-resizer': locate('csi-resizer'),
    'csi-directories': locate('csi-directories'),
  };
  return Object.values(binaries).every(existsSync) ? binaries : undefined;
}

/**
 * Builds what {@link findBinaries} does not find, from the Go module proxy.
 *
 * @param say - gets one line per step
 */
export async function buildBinaries(
  say: (line: string) => void,
): Promise<Binaries> {
  await buildMissing(CONTROL_PLANE, say);
  return whole(findBinaries());
}

/**
 * Builds what {@link findStorageBinaries} does not find: the driver from this
 * package, the others from the Go module proxy.
 *
 * @param say - gets one line per step
 */
export async function buildStorageBinaries(
  say: (line: string) => void,
): Promise<StorageBinaries> {
  await buildMissing(STORAGE, say);
  return whole(findStorageBinaries());
}

async function buildMissing(
  names: readonly ProgramName[],
  say: (line: string) => void,
): Promise<void> {
  // One after the other: each alone keeps all cores busy.
  for (const name of names) {
    if (!existsSync(locate(name))) await build(name, say);
  }
}

function whole<T>(binaries: T | undefined): T {
  if (!binaries) {
    throw new Error(
      'The build ended without an error but a program is missing: remove the cache folder and build again.',
    );
  }
  return binaries;
}

async function build(
  name: ProgramName,
  say: (line: string) => void,
): Promise<void> {
  const started = performance.now();
  const { set, goPackage, firstTime } = SOURCES[name];
  const from = goPackage === '.' ? 'its sources' : 'the Go module proxy';
  say(`Building ${name} from ${from} (${firstTime} on two idle cores)`);
  // A build that is broken off must not look like a finished one.
  const work = cacheFolder('bin', `building-${process.pid}`);
  mkdirSync(work, { recursive: true });
  try {
    await goBuild({
      wrapper: wrapperFolder(set.wrapper),
      packages: [goPackage],
      ldflags: set.ldflags,
      into: path.join(work, name),
    });
    const target = builtBinary(name);
    mkdirSync(path.dirname(target), { recursive: true });
    renameSync(path.join(work, name), target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  say(`Built ${name} in ${Math.round((performance.now() - started) / 1000)} s`);
}
