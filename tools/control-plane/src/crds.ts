import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { cacheFolder, fingerprint } from './cache';
import { type GoModule, goModuleFolder } from './goModules';
import {
  generateStrimziCrds,
  STRIMZI_CLASSES,
  strimziPom,
} from './strimziCrds';

/** A custom resource definition, as far as it is looked at here. */
export interface CrdDocument {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec: {
    group: string;
    scope: 'Namespaced' | 'Cluster';
    names: { kind: string; plural: string };
    versions: { name: string; served: boolean; storage: boolean }[];
  };
}

interface CrdSource extends GoModule {
  /** Files or folders inside the module that hold definitions. */
  paths: string[];
}

/** Modules that carry their definitions as YAML, with the versions the product is tested with. */
const GO_SOURCES: Record<string, CrdSource> = {
  eck: {
    module: 'github.com/elastic/cloud-on-k8s/v3',
    version: 'v3.5.0',
    paths: ['config/crds/v1/all-crds.yaml'],
  },
  spark: {
    module: 'github.com/kubeflow/spark-operator/v2',
    version: 'v2.5.2',
    paths: ['config/crd/bases'],
  },
  snapshots: {
    module: 'github.com/kubernetes-csi/external-snapshotter/client/v8',
    version: 'v8.7.0',
    paths: ['config/crd'],
  },
  prometheus: {
    module: 'github.com/prometheus-operator/prometheus-operator',
    version: 'v0.93.0',
    paths: [
      'example/prometheus-operator-crd/monitoring.coreos.com_podmonitors.yaml',
      'example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml',
      'example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml',
    ],
  },
};

function crdFolder(): string {
  return cacheFolder(
    'crds',
    fingerprint(
      [strimziPom()],
      [JSON.stringify([GO_SOURCES, STRIMZI_CLASSES])],
    ),
  );
}

/** The operators' definitions from the cache; undefined when they have not been fetched yet. */
export function findCrds(): CrdDocument[] | undefined {
  const folder = crdFolder();
  if (!existsSync(folder)) return undefined;
  return readdirSync(folder)
    .sort()
    .flatMap(file => parseCrds(path.join(folder, file)));
}

/**
 * Fetches the operators' own definitions into the cache: ECK, Spark operator,
 * snapshots and Prometheus operator from their Go modules, Strimzi from Maven.
 *
 * @param say - gets one line per step
 */
export async function fetchCrds(
  say: (line: string) => void,
): Promise<CrdDocument[]> {
  const cached = findCrds();
  if (cached) return cached;
  const target = crdFolder();
  const work = `${target}.fetching-${process.pid}`;
  const into = path.join(work, 'crds');
  mkdirSync(into, { recursive: true });
  try {
    for (const [name, source] of Object.entries(GO_SOURCES)) {
      say(`Fetching ${source.module} ${source.version}`);
      const folder = await goModuleFolder(source);
      for (const file of source.paths.flatMap(p => yamlFiles(folder, p))) {
        const copy = path.join(into, `${name}-${path.basename(file)}`);
        copyFileSync(file, copy);
      }
    }
    say('Generating the definitions of Strimzi');
    await generateStrimziCrds(path.join(work, 'lib'), into);
    renameSync(into, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const fetched = findCrds() ?? [];
  say(`${fetched.length} definitions in ${target}`);
  return fetched;
}

function yamlFiles(folder: string, inside: string): string[] {
  const full = path.join(folder, inside);
  if (full.endsWith('.yaml')) return [full];
  return readdirSync(full)
    .filter(file => file.endsWith('.yaml') && file !== 'kustomization.yaml')
    .map(file => path.join(full, file));
}

function parseCrds(file: string): CrdDocument[] {
  return parseAllDocuments(readFileSync(file, 'utf8'))
    .map((document): unknown => document.toJS())
    .filter(isCrd);
}

function isCrd(value: unknown): value is CrdDocument {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    value.kind === 'CustomResourceDefinition'
  );
}
