import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { listAt, textAt } from './reading';

/** By this somebody says of an object that its deployment tool is paused; Penstock cannot see that itself. */
export const ANNOTATION_DEPLOYMENT_PAUSED = 'penstock.dev/deployment-paused';

const ARGO_TRACKING = 'argocd.argoproj.io/tracking-id';
const HELM_RELEASE = 'meta.helm.sh/release-name';

/** Annotations by which a deployment tool leaves an object alone, and the values that say so. */
const HOLDS: readonly (readonly [string, string])[] = [
  [ANNOTATION_DEPLOYMENT_PAUSED, 'true'],
  ['kustomize.toolkit.fluxcd.io/reconcile', 'disabled'],
  ['kustomize.toolkit.fluxcd.io/ssa', 'Ignore'],
  ['helm.toolkit.fluxcd.io/driftDetection', 'disabled'],
];

/** Annotations by which deployment tools mark what they own or leave alone; the inventory keeps them of all that operations change. */
export const GITOPS_ANNOTATIONS: readonly string[] = [ARGO_TRACKING, HELM_RELEASE, ...HOLDS.map(([annotation]) => annotation)];

const LABELS: readonly (readonly [string, string])[] = [
  ['argocd.argoproj.io/instance', 'Argo CD'],
  ['kustomize.toolkit.fluxcd.io/name', 'Flux (kustomize-controller)'],
  ['helm.toolkit.fluxcd.io/name', 'Flux (helm-controller)'],
];

/** Field managers of controllers that write their source again and again. */
const MANAGERS: Readonly<Record<string, string>> = {
  'argocd-controller': 'Argo CD',
  'argocd-application-controller': 'Argo CD',
  'kustomize-controller': 'Flux (kustomize-controller)',
  'helm-controller': 'Flux (helm-controller)',
};

/** Names of {@link MANAGERS}; the inventory keeps them of all that operations change. */
export const GITOPS_MANAGERS: readonly string[] = Object.keys(MANAGERS);

/** Who deploys an object. */
export interface DeployedBy {
  tool: string;
  /** By what it is known. */
  evidence: string;
  /** A live change is taken back by itself, not only at the next release. */
  reverts: boolean;
  /** The annotation by which the tool is told, or said, to leave the object alone at the moment. */
  held?: string;
}

type Mark = Pick<DeployedBy, 'tool' | 'evidence'>;

function trackingOf({ metadata: { annotations = {} } }: KubernetesObject): Mark | undefined {
  const tracking = annotations[ARGO_TRACKING];
  return tracking === undefined ? undefined : { tool: 'Argo CD', evidence: `annotation ${ARGO_TRACKING}: ${tracking}` };
}

function labelOf({ metadata: { labels = {} } }: KubernetesObject): Mark | undefined {
  const found = LABELS.find(([label]) => labels[label] !== undefined);
  return found === undefined ? undefined : { tool: found[1], evidence: `label ${found[0]}: ${labels[found[0]]}` };
}

function managerOf(object: KubernetesObject): Mark | undefined {
  for (const entry of listAt(object, 'metadata.managedFields')) {
    const manager = textAt(entry, 'manager') ?? '';
    const tool = Object.hasOwn(MANAGERS, manager) ? MANAGERS[manager] : undefined;
    if (tool !== undefined) return { tool, evidence: `field manager ${manager}` };
  }
  return undefined;
}

function releaseOf({ metadata: { labels = {}, annotations = {} } }: KubernetesObject): string | undefined {
  if (annotations[HELM_RELEASE] !== undefined) return `release ${annotations[HELM_RELEASE]}`;
  return labels['app.kubernetes.io/managed-by'] === 'Helm' ? 'label app.kubernetes.io/managed-by: Helm' : undefined;
}

function isMadeByController({ metadata: { ownerReferences = [] } }: KubernetesObject): boolean {
  return ownerReferences.some(({ controller }) => controller === true);
}

/**
 * The deployment tool that owns an object: by annotations, labels and field
 * managers. What a controller makes is nobody's else, and of what an operator
 * makes without owning it (`inheritsLabels`) labels say nothing, because
 * operators copy those of their resource. Pure; the one rule for every plan.
 */
export function deployedBy(object: KubernetesObject, { inheritsLabels = false }: { inheritsLabels?: boolean } = {}): DeployedBy | undefined {
  if (isMadeByController(object)) return undefined;
  const { annotations = {} } = object.metadata;
  const hold = HOLDS.find(([annotation, value]) => annotations[annotation]?.toLowerCase() === value.toLowerCase());
  const held = hold === undefined ? {} : { held: `${hold[0]}: ${hold[1]}` };
  const reverting = trackingOf(object) ?? (inheritsLabels ? undefined : labelOf(object)) ?? managerOf(object);
  if (reverting !== undefined) return { ...reverting, reverts: true, ...held };
  const release = inheritsLabels ? undefined : releaseOf(object);
  return release === undefined ? undefined : { tool: 'Helm', evidence: release, reverts: false, ...held };
}
