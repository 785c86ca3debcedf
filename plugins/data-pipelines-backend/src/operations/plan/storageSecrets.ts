import type { PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { GroupKind, InventoryReader, KubernetesObject, PlannedManifest, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import { objected, passed } from '../../engines/shared/preflightCodes';
import { fieldsAt, valueAt } from '../../engines/shared/reading';
import { PREFLIGHT_CODES as CODES } from './preflight/codes';
import { nameList, plural } from './words';

/** A Secret that a storage driver is given for what the plan makes. */
export interface NamedSecret {
  cluster: string;
  namespace: string;
  name: string;
  /** Who names it, e.g. `StorageClass fast (provisioner)`. */
  by: string;
  /** The namespace is made by the plan, so that nothing can be in it yet. */
  inNewNamespace: boolean;
}

/** A name that cannot be known before the objects are made. */
export interface UnknownSecret {
  by: string;
  template: string;
}

/** What was found of one Secret; its content is never read. */
export type SecretState = { state: 'there' } | { state: 'missing' } | { state: 'not-readable'; reason: string };

/** All that {@link namedSecrets} found. */
export interface SecretNames {
  named: readonly NamedSecret[];
  unknown: readonly UnknownSecret[];
}

const STORAGE_CLASS = { group: 'storage.k8s.io', kind: 'StorageClass' } as const;
const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';
const SECRET_NAME = /^csi\.storage\.k8s\.io\/(.+)-secret-name$/;

/** Which class decides about the Secrets of an object that is made, and the word by which its templates name the object. */
interface ClassOf {
  kind: GroupKind;
  field: string;
  word: string;
}

const CLASSES: Readonly<Record<string, ClassOf>> = {
  PersistentVolumeClaim: { kind: STORAGE_CLASS, field: 'spec.storageClassName', word: 'pvc' },
  VolumeSnapshot: { kind: { group: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshotClass' }, field: 'spec.volumeSnapshotClassName', word: 'volumesnapshot' },
  VolumeGroupSnapshot: { kind: { group: 'groupsnapshot.storage.k8s.io', kind: 'VolumeGroupSnapshotClass' }, field: 'spec.volumeGroupSnapshotClassName', word: 'volumegroupsnapshot' },
};

interface Made {
  cluster: string;
  object: PlannedManifest;
}

function classOf({ cluster, object }: Made, { kind, field }: ClassOf, reader: (cluster: string) => InventoryReader): KubernetesObject | undefined {
  const name = valueAt(object, field);
  // The empty name stands for no class.
  if (typeof name === 'string') return name === '' ? undefined : reader(cluster).get(kind, { name });
  if (kind.kind !== STORAGE_CLASS.kind) return undefined;
  return reader(cluster).list(kind).find(({ metadata }) => metadata.annotations?.[DEFAULT_CLASS] === 'true');
}

/** Fills a template such as `${pvc.namespace}-key`; undefined where it names what is known only later, e.g. `${pv.name}`. */
function filled(template: string, { object }: Made, word: string): string | undefined {
  const annotations = fieldsAt(object, 'metadata.annotations');
  const known: Readonly<Record<string, unknown>> = { [`${word}.name`]: object.metadata.name, [`${word}.namespace`]: object.metadata.namespace };
  let isKnown = true;
  const text = template.replace(/\$\{([^}]*)\}/g, (_, inner: string) => {
    const annotation = new RegExp(`^${word}\\.annotations\\['([^']+)'\\]$`).exec(inner)?.[1];
    const value = annotation === undefined ? known[inner] : annotations[annotation];
    if (typeof value !== 'string') isKnown = false;
    return String(value);
  });
  return isKnown ? text : undefined;
}

function secretsOf(made: Made, newNamespaces: ReadonlySet<string>, reader: (cluster: string) => InventoryReader): SecretNames {
  const how = CLASSES[made.object.kind];
  const found = how === undefined ? undefined : classOf(made, how, reader);
  if (how === undefined || found === undefined) return { named: [], unknown: [] };
  const parameters = fieldsAt(found, 'parameters');
  const named: NamedSecret[] = [];
  const unknown: UnknownSecret[] = [];
  for (const [key, template] of Object.entries(parameters)) {
    const use = SECRET_NAME.exec(key)?.[1];
    const space = parameters[`csi.storage.k8s.io/${use}-secret-namespace`];
    if (use === undefined || typeof template !== 'string' || typeof space !== 'string') continue;
    const by = `${found.kind} ${found.metadata.name} (${use})`;
    const name = filled(template, made, how.word);
    const namespace = filled(space, made, how.word);
    if (name === undefined || namespace === undefined) unknown.push({ by, template: `${space}/${template}` });
    else named.push({ cluster: made.cluster, namespace, name, by, inNewNamespace: newNamespaces.has(`${made.cluster}/${namespace}`) });
  }
  return { named, unknown };
}

/** The text form under which what was found of a Secret is kept. */
export function secretKey({ cluster, namespace, name }: Pick<NamedSecret, 'cluster' | 'namespace' | 'name'>): string {
  return [cluster, namespace, name].join('/');
}

/** The Secrets that the classes of volumes and snapshots that the steps make name, each once. Pure. */
export function namedSecrets(steps: readonly PlannedStep[], reader: (cluster: string) => InventoryReader): SecretNames {
  const made = steps.flatMap(({ acts }) => acts.flatMap((act): Made[] => (act.act === 'create' ? [{ cluster: act.cluster, object: act.object }] : [])));
  const newNamespaces = new Set(made.filter(({ object }) => object.kind === 'Namespace').map(({ cluster, object }) => `${cluster}/${object.metadata.name}`));
  const found = made.map(each => secretsOf(each, newNamespaces, reader));
  return {
    named: [...new Map(found.flatMap(({ named }) => named).reverse().map(secret => [secretKey(secret), secret])).values()].reverse(),
    unknown: [...new Map(found.flatMap(({ unknown }) => unknown).map(secret => [`${secret.by} ${secret.template}`, secret])).values()],
  };
}

function missing({ namespace, name, by, inNewNamespace }: NamedSecret): PreflightCheck {
  return objected(CODES.STORAGE_SECRETS, 'block', {
    sentence: `${by} names the Secret ${name} in namespace ${namespace}, which ${inNewNamespace ? 'is only made by this operation' : 'is not there'}`,
    remedy: inNewNamespace
      ? 'Restore in place or clone in the namespace of the original, where the Secret is; or have the class name a Secret in a fixed namespace.'
      : `Create the Secret ${name} in namespace ${namespace} with the content that the storage driver asks for.`,
  });
}

function notReadable({ namespace, name, by }: NamedSecret, reason: string): PreflightCheck {
  return objected(CODES.STORAGE_SECRETS, 'unknown', {
    sentence: `${by} names the Secret ${name} in namespace ${namespace}; whether it is there: ${reason}`,
    remedy: `Look yourself: kubectl get secret ${name} -n ${namespace}. Or let Penstock ask whether it exists (docs/kubernetes-rbac.md).`,
  });
}

/** What follows from what was found; nothing is said where no class names a Secret. Pure. */
export function secretChecks({ named, unknown }: SecretNames, states: ReadonlyMap<string, SecretState>): PreflightCheck[] {
  const objections = named.flatMap(secret => {
    const found: SecretState = secret.inNewNamespace ? { state: 'missing' } : states.get(secretKey(secret)) ?? { state: 'not-readable', reason: 'nobody looked' };
    if (found.state === 'there') return [];
    return [found.state === 'missing' ? missing(secret) : notReadable(secret, found.reason)];
  });
  const later = unknown.map(({ by, template }) =>
    objected(CODES.STORAGE_SECRETS, 'unknown', { sentence: `${by} names a Secret as ${template}, which is known only once the volume is made`, remedy: 'See that it will be there, or ask who runs the storage.' }),
  );
  if (objections.length + later.length > 0) return [...objections, ...later];
  if (named.length === 0) return [];
  return [passed(CODES.STORAGE_SECRETS, `${plural(named.length, 'Secret')} of the storage ${named.length === 1 ? 'is' : 'are'} there: ${nameList(named.map(({ namespace, name }) => `${namespace}/${name}`))}`)];
}
