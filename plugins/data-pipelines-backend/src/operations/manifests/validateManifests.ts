import {
  LABEL_ELEMENT,
  LABEL_PIPELINE,
  type KubernetesManifest,
} from '@penstock/backstage-plugin-data-pipelines-common';
import type { AllowedKind } from './allowedKinds';
import { belonging, isRecord, nameOf, splitApiVersion, textMap, type CheckedManifest } from './manifest';
import type { ManifestProblem } from './ManifestProblem';
import { bindingProblems, strangeRoles } from './bindingProblems';
import { metadataProblems } from './metadataProblems';
import { nameProblems, namespaceNameProblems } from './nameProblems';
import { quantityProblems } from './quantityProblems';
import { roleProblems } from './roleProblems';

/** A label's value, as apimachinery's `IsValidLabelValue` has it, and not empty. */
const LABEL_VALUE = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** What is checked against. */
export interface ValidationInput {
  namespace: string;
  manifests: readonly KubernetesManifest[];
  kinds: readonly AllowedKind[];
}

/** The manifests in the order in which they are applied, or everything that is wrong with them. */
export interface Validation {
  manifests: readonly CheckedManifest[];
  problems: readonly ManifestProblem[];
}

/**
 * Checks all that can be known without a cluster: shape, kind, name, namespace,
 * labels and quantities. Every fault of every manifest is told. Pure.
 */
export function validateManifests({ namespace, manifests, kinds }: ValidationInput): Validation {
  const problems: ManifestProblem[] = namespaceNameProblems(namespace);
  const elements = new Set(manifests.map(manifest => belonging(manifest.metadata).element).filter(isText));
  const pipelines = new Set(manifests.map(manifest => belonging(manifest.metadata).pipeline).filter(isText));
  const inherited = { element: only(elements), pipeline: only(pipelines) };

  const checked: CheckedManifest[] = [];
  for (const [index, manifest] of manifests.entries()) {
    const result = checkManifest(manifest, index, { namespace, kinds, inherited });
    problems.push(...result.problems);
    if (result.manifest) checked.push(result.manifest);
  }
  problems.push(...repeated(checked), ...idsShared(checked), ...ownersDiffer(checked), ...strangeRoles(checked));
  const rank = (manifest: CheckedManifest) => kinds.indexOf(manifest.allowed);
  return { manifests: [...checked].sort((a, b) => rank(a) - rank(b)), problems };
}

/** Levels of a manifest at most: no operator's definition comes near, and checks follow every level. */
const MOST_LEVELS = 64;

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some(item => isDeeperThan(item, levels - 1));
}

/** A manifest that does not say what it is, or is too deep to be one. Pure. */
export function shapeProblems(manifest: KubernetesManifest, index: number): ManifestProblem[] {
  const { apiVersion, kind, metadata } = manifest;
  if (isDeeperThan(manifest, MOST_LEVELS)) {
    return [{ code: 'INPUT_INVALID', sentence: `Manifest ${index + 1} is nested deeper than ${MOST_LEVELS} levels`, remedy: 'give Kubernetes objects' }];
  }
  if (isText(apiVersion) && isText(kind) && isRecord(metadata) && isText(metadata.name)) return [];
  return [
    {
      code: 'INPUT_INVALID',
      sentence: `Manifest ${index + 1} lacks apiVersion, kind or metadata.name`,
      remedy: 'give every manifest all three; generated names are not supported',
    },
  ];
}

interface CheckContext {
  namespace: string;
  kinds: readonly AllowedKind[];
  inherited: { element?: string; pipeline?: string };
}

function checkManifest(
  manifest: KubernetesManifest,
  index: number,
  { namespace, kinds, inherited }: CheckContext,
): { manifest?: CheckedManifest; problems: ManifestProblem[] } {
  const { apiVersion, kind, metadata } = manifest;
  const name = isRecord(metadata) ? metadata.name : undefined;
  const misshapen = shapeProblems(manifest, index);
  if (misshapen.length > 0 || !isText(apiVersion) || !isText(kind) || !isRecord(metadata) || !isText(name)) {
    return { problems: misshapen };
  }
  const at = { kind, name };
  const { group, version } = splitApiVersion(apiVersion);
  const allowed = kinds.find(known => known.group === group && known.kind === kind);
  const own = belonging(metadata);
  const element = own.element ?? inherited.element;
  const pipeline = own.pipeline ?? inherited.pipeline;
  const problems = [
    ...nameProblems(at),
    ...metadataProblems(metadata, at),
    ...(allowed ? [] : [kindProblem(at, apiVersion, kinds)]),
    ...namespaceProblems(at, metadata.namespace, namespace),
    ...labelProblems(at, LABEL_ELEMENT, element),
    ...labelProblems(at, LABEL_PIPELINE, pipeline),
    ...quantityProblems(manifest, at),
    ...roleProblems(manifest, at),
    ...bindingProblems(manifest, at, namespace),
  ];
  if (!allowed || element === undefined || pipeline === undefined) return { problems };
  const labels = { ...textMap(metadata.labels), [LABEL_ELEMENT]: element, [LABEL_PIPELINE]: pipeline };
  return {
    problems,
    manifest: {
      ...{ apiVersion, group, version, kind, name, namespace, labels, allowed, element, pipeline },
      annotations: textMap(metadata.annotations),
      body: { ...manifest, metadata: { ...metadata, namespace, labels: { ...toRecord(metadata.labels), ...labels } } },
    },
  };
}

function kindProblem(at: { kind: string; name: string }, apiVersion: string, kinds: readonly AllowedKind[]): ManifestProblem {
  return {
    ...at,
    code: 'MANIFEST_REFUSED',
    sentence: `Penstock does not write objects of the kind ${shorten(at.kind)} in ${shorten(apiVersion)}`,
    remedy: `leave it out, or apply it yourself; Penstock writes ${kinds.map(({ kind }) => kind).join(', ')}`,
    path: 'kind',
  };
}

function namespaceProblems(at: { kind: string; name: string }, own: unknown, wanted: string): ManifestProblem[] {
  if (own === undefined || own === wanted) return [];
  return [
    {
      ...at,
      code: 'INPUT_INVALID',
      sentence: `${at.kind} ${at.name} names the namespace "${shorten(String(own))}", but the request is for ${wanted}`,
      remedy: 'make one request per namespace',
      path: 'metadata.namespace',
    },
  ];
}

function labelProblems(at: { kind: string; name: string }, label: string, value: string | undefined): ManifestProblem[] {
  if (value === undefined) {
    return [
      {
        ...at,
        code: 'INPUT_INVALID',
        sentence: `${at.kind} ${at.name} lacks the label ${label}, and the other manifests do not settle it`,
        remedy: `add ${label} to its labels`,
        path: `metadata.labels["${label}"]`,
      },
    ];
  }
  if (value.length <= 63 && LABEL_VALUE.test(value)) return [];
  return [
    {
      ...at,
      code: 'NAME_INVALID',
      sentence: `"${shorten(value)}" cannot be the value of the label ${label} of ${at.kind} ${at.name}`,
      remedy: 'use letters, digits, dashes, dots and underscores, at most 63 of them, with a letter or digit at both ends',
      path: `metadata.labels["${label}"]`,
    },
  ];
}

function repeated(manifests: readonly CheckedManifest[]): ManifestProblem[] {
  const seen = new Set<string>();
  return manifests.flatMap(({ group, kind, name }) => {
    const key = `${group}/${kind}/${name}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [
      { kind, name, code: 'INPUT_INVALID' as const, sentence: `${kind} ${name} is given twice`, remedy: 'give each object once' },
    ];
  });
}

/** One id stands for one resource: pages and permissions would otherwise see only one of them. */
function idsShared(manifests: readonly CheckedManifest[]): ManifestProblem[] {
  const first = new Map<string, CheckedManifest>();
  return manifests.flatMap(manifest => {
    const { element, kind, name, allowed } = manifest;
    if (!allowed.isElement) return [];
    const other = first.get(element) ?? manifest;
    first.set(element, other);
    if (other.kind === kind && other.name === name) return [];
    return [
      {
        ...{ kind, name, code: 'INPUT_INVALID' as const },
        sentence: `${nameOf(other)} and ${nameOf(manifest)} would both be the element ${element}`,
        remedy: `give each its own ${LABEL_ELEMENT}`,
      },
    ];
  });
}

function ownersDiffer(manifests: readonly CheckedManifest[]): ManifestProblem[] {
  const owners = new Map<string, string>();
  return manifests.flatMap(({ element, kind, name, body }) => {
    const { owner } = belonging(body.metadata);
    if (owner === undefined) return [];
    const first = owners.get(element) ?? owner;
    owners.set(element, first);
    if (first === owner) return [];
    return [
      {
        ...{ kind, name, code: 'INPUT_INVALID' as const },
        sentence: `The manifests of the element ${element} name two owners, ${first} and ${owner}`,
        remedy: 'name one owner',
      },
    ];
  });
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function only(values: ReadonlySet<string>): string | undefined {
  return values.size === 1 ? [...values][0] : undefined;
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function toRecord(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}
