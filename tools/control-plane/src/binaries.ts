import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder, fingerprint, wrapperFolder } from './cache';
import { goBuild } from './goModules';

/** The programs of a control plane. */
export type BinaryName = 'etcd' | 'kube-apiserver' | 'kube-controller-manager';

/** Where each program is. */
export type Binaries = Record<BinaryName, string>;

interface BinarySet {
  /** Folder of the wrapper module under `go/`. */
  wrapper: string;
  ldflags: string;
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

const ETCD: BinarySet = { wrapper: 'etcd', ldflags: '-s -w' };

const SOURCES: Record<
  BinaryName,
  { set: BinarySet; goPackage: string; firstTime: string }
> = {
  etcd: {
    set: ETCD,
    goPackage: 'go.etcd.io/etcd/server/v3',
    firstTime: 'a minute',
  },
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
};

const NAMES: BinaryName[] = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
];

function builtBinary(name: BinaryName): string {
  const { set } = SOURCES[name];
  const folder = wrapperFolder(set.wrapper);
  const key = fingerprint(
    [path.join(folder, 'go.mod'), path.join(folder, 'go.sum')],
    [set.ldflags, process.platform, process.arch],
  );
  return cacheFolder('bin', key, name);
}

function locate(name: BinaryName): string {
  const assets = process.env.KUBEBUILDER_ASSETS;
  if (assets) {
    const given = path.resolve(assets, name);
    if (existsSync(given)) return given;
  }
  return builtBinary(name);
}

/**
 * The programs, from the folder `$KUBEBUILDER_ASSETS` where it has them, else
 * from the cache; undefined when one has not been built yet.
 */
export function findBinaries(): Binaries | undefined {
  const binaries: Binaries = {
    etcd: locate('etcd'),
    'kube-apiserver': locate('kube-apiserver'),
    'kube-controller-manager': locate('kube-controller-manager'),
  };
  return NAMES.every(name => existsSync(binaries[name])) ? binaries : undefined;
}

/**
 * Builds what {@link findBinaries} does not find, from the Go module proxy.
 *
 * @param say - gets one line per step
 */
export async function buildBinaries(
  say: (line: string) => void,
): Promise<Binaries> {
  for (const name of NAMES) {
    if (!existsSync(locate(name))) await build(name, say);
  }
  const binaries = findBinaries();
  if (!binaries) {
    throw new Error(
      'The build ended without an error but a program is missing: remove the cache folder and build again.',
    );
  }
  return binaries;
}

async function build(
  name: BinaryName,
  say: (line: string) => void,
): Promise<void> {
  const started = performance.now();
  const { set, goPackage, firstTime } = SOURCES[name];
  say(
    `Building ${name} from the Go module proxy (${firstTime} on two idle cores)`,
  );
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
