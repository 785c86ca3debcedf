import type { InventoryReader, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { PERSISTENT_VOLUME_CLAIM, POD } from '../shared/members';
import { requestOf } from '../shared/plainClaim';
import { fieldsAt, listAt, numberAt, textAt } from '../shared/reading';
import { replicasOf } from '../shared/scaling';

/** One entry of `spec.volumeClaimTemplates`. */
export interface ClaimTemplate {
  index: number;
  name: string;
  /** The quantity that it states. */
  size?: string;
  /** The volume attributes class that it states. */
  attributesClass?: string;
}

/** The claim templates of a StatefulSet, in their order. */
export function claimTemplatesOf(set: KubernetesObject): readonly ClaimTemplate[] {
  return listAt(set, 'spec.volumeClaimTemplates').flatMap((entry, index) => {
    const name = textAt(entry, 'metadata.name');
    if (name === undefined) return [];
    const size = requestOf(entry);
    const attributesClass = textAt(entry, 'spec.volumeAttributesClassName');
    return [{ index, name, ...(size === undefined ? {} : { size }), ...(attributesClass === undefined ? {} : { attributesClass }) }];
  });
}

/** `spec.selector.matchLabels`; its pods carry them, and Kubernetes puts them on the claims. */
export function selectorOf(set: KubernetesObject): Record<string, string> {
  const labels = Object.entries(fieldsAt(set, 'spec.selector.matchLabels'));
  return Object.fromEntries(labels.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** Whether the text is the stem, a hyphen and an ordinal. */
function isNumbered(text: string, stem: string): boolean {
  return text.startsWith(`${stem}-`) && /^\d+$/.test(text.slice(stem.length + 1));
}

function ordinalOf(name: string): number {
  return Number(name.slice(name.lastIndexOf('-') + 1));
}

function inOrder(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  return [...objects].sort(({ metadata: a }, { metadata: b }) => ordinalOf(a.name) - ordinalOf(b.name) || a.name.localeCompare(b.name));
}

/** Its pods by ordinal, by label and name: while it is made again they have no owner for a moment. */
export function podsOf(set: KubernetesObject, inventory: InventoryReader): readonly KubernetesObject[] {
  const { name, namespace } = set.metadata;
  return inOrder(inventory.list(POD, { namespace, labels: selectorOf(set) }).filter(pod => isNumbered(pod.metadata.name, name)));
}

/** The template that a claim was made from; Kubernetes names claims `<template>-<set>-<ordinal>`. */
export function templateOf(set: KubernetesObject, claim: string): ClaimTemplate | undefined {
  return claimTemplatesOf(set).find(({ name }) => isNumbered(claim, `${name}-${set.metadata.name}`));
}

/** The claims that were made from its templates, by ordinal, those of absent pods too. */
export function claimsOfSet(set: KubernetesObject, inventory: InventoryReader): readonly KubernetesObject[] {
  const labelled = inventory.list(PERSISTENT_VOLUME_CLAIM, { namespace: set.metadata.namespace, labels: selectorOf(set) });
  return inOrder(labelled.filter(claim => templateOf(set, claim.metadata.name) !== undefined));
}

/** Whether a claim is of a pod that the set wants now; those of former pods, after it was scaled down, are kept for later. Of a set that wants none, all are. */
export function isWanted(set: KubernetesObject, claim: string): boolean {
  const first = numberAt(set, 'spec.ordinals.start') ?? 0;
  const ordinal = ordinalOf(claim);
  const replicas = replicasOf(set);
  return replicas === 0 || (ordinal >= first && ordinal < first + replicas);
}
