import type { PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { listAt, textAt } from './reading';
import { referenceTo } from './finding';
import { ENGINE_CHECKS, objected, passed } from './preflightCodes';

/** Annotations by which deployment tools mark what they own; the inventory keeps them of owners of a size. */
export const GITOPS_ANNOTATIONS = ['argocd.argoproj.io/tracking-id', 'meta.helm.sh/release-name'] as const;

const LABELS: readonly (readonly [string, string])[] = [
  ['argocd.argoproj.io/instance', 'Argo CD'],
  ['kustomize.toolkit.fluxcd.io/name', 'Flux (kustomize-controller)'],
  ['helm.toolkit.fluxcd.io/name', 'Flux (helm-controller)'],
];

/** Field managers of controllers that write their source again and again. */
const MANAGERS: Readonly<Record<string, string>> = {
  'argocd-controller': 'Argo CD',
  'kustomize-controller': 'Flux (kustomize-controller)',
  'helm-controller': 'Flux (helm-controller)',
};

/** Who deploys an object. `reverts`: a live change is taken back by itself, not only at the next release. */
export interface DeployedBy {
  tool: string;
  /** By what it is known. */
  evidence: string;
  reverts: boolean;
}

/** The deployment tool that owns an object, by labels, annotations and, on whole objects, field managers. */
export function deployedBy(object: KubernetesObject): DeployedBy | undefined {
  const { labels = {}, annotations = {} } = object.metadata;
  for (const [label, tool] of LABELS) {
    if (labels[label] !== undefined) return { tool, evidence: `label ${label}: ${labels[label]}`, reverts: true };
  }
  const tracking = annotations['argocd.argoproj.io/tracking-id'];
  if (tracking !== undefined) return { tool: 'Argo CD', evidence: `annotation argocd.argoproj.io/tracking-id: ${tracking}`, reverts: true };
  for (const entry of listAt(object, 'metadata.managedFields')) {
    const manager = textAt(entry, 'manager') ?? '';
    const tool = Object.hasOwn(MANAGERS, manager) ? MANAGERS[manager] : undefined;
    if (tool !== undefined) return { tool, evidence: `field manager ${manager}`, reverts: true };
  }
  const release = annotations['meta.helm.sh/release-name'];
  if (release !== undefined) return { tool: 'Helm', evidence: `release ${release}`, reverts: false };
  return undefined;
}

/** Whether the live change of a field would last. */
export function notUnderGitOps(object: KubernetesObject, cluster: string, input: { field: string; whole: boolean }): PreflightCheck {
  const about = `${object.kind} ${object.metadata.name}`;
  const owner = deployedBy(object);
  const remedy = `Open a pull request that sets ${input.field} of ${about} to the new value in its source.`;
  const reference = referenceTo(cluster, object);
  if (owner?.reverts) {
    return objected(ENGINE_CHECKS.NOT_UNDER_GITOPS, 'block', {
      sentence: `${about} is deployed by ${owner.tool} (${owner.evidence}): the change belongs in the source, and a change here would be reverted.`,
      remedy,
      object: reference,
    });
  }
  if (owner !== undefined) {
    return objected(ENGINE_CHECKS.NOT_UNDER_GITOPS, 'warn', {
      sentence: `${about} is deployed by ${owner.tool} (${owner.evidence}): its next release writes the old value again, unless the source has the new one.`,
      remedy,
      object: reference,
    });
  }
  if (!input.whole) {
    return objected(ENGINE_CHECKS.NOT_UNDER_GITOPS, 'unknown', {
      sentence: `No label of ${about} names a deployment tool; who writes its fields could not be read.`,
      remedy: `If its source is in Git, ${remedy.charAt(0).toLowerCase()}${remedy.slice(1)}`,
      object: reference,
    });
  }
  return passed(ENGINE_CHECKS.NOT_UNDER_GITOPS, `No deployment tool owns ${about}.`);
}
