import {
  type Element,
  type Finding,
  type Freshness,
  type ObjectReference,
  type StatusWord,
} from '@penstock/backstage-plugin-data-pipelines-common';
import type { ElementDescription, InventoryReader } from '@penstock/backstage-plugin-data-pipelines-node';
import { elementFreshness, type HealthRules } from '../health';
import type { Metrics } from '../metrics/Metrics';
import { attributesClassesFor } from './attributesClassFacts';
import { ownerOf, type CatalogFacts } from './CatalogFacts';
import { placeOf, type ChosenElement } from './chooseElements';
import type { FoundElement } from './discoverElements';
import { elementEntityRef } from './entityRefs';

/** What an element is assembled from. */
export interface AssembleInput {
  inventory: InventoryReader;
  metrics: Metrics;
  facts: CatalogFacts;
  rules: HealthRules;
  simulated: boolean;
  /** Why the cluster cannot be reached at present; absent while it can. */
  unreachable?: string;
  now: Date;
}

/** An element as the API tells it, and what its engine read, for the metrics room. */
export interface AssembledElement {
  element: Element;
  found: FoundElement;
  /** Absent when the engine could not describe it. */
  description?: ElementDescription;
}

/**
 * Describes, assesses and judges one element. An engine that throws makes its
 * element Unknown and no other. Pure but for what it is given.
 */
export function assembleElement({ chosen, others }: ChosenElement, input: AssembleInput): AssembledElement {
  const { engine, root, id, pipeline } = chosen;
  const freshness = freshnessOf(chosen, input);
  const base = {
    id,
    engine: engine.id,
    object: objectOf(chosen),
    entityRef: elementEntityRef(chosen, input.facts),
    owner: ownerOf(input.facts, { element: id, pipeline, annotation: chosen.owner }),
    pipeline,
    readsFrom: [...chosen.readsFrom],
    writesTo: [...chosen.writesTo],
    freshness,
    simulated: input.simulated,
  };
  const title = input.facts.element(id)?.title ?? chosen.title;
  const own = duplicateFindings(chosen, others);
  try {
    const description = engine.describe(root, input.inventory);
    const metrics = input.metrics.element(chosen.cluster, id);
    const findings = [
      ...engine.assess({ root, element: description, inventory: input.inventory, metrics, now: input.now }),
      ...own,
    ];
    const verdict = input.rules.element({ id, engine, root, description, findings, freshness, ...input });
    const { version, parts } = description;
    const attributesClasses = attributesClassesFor(verdict.volumes, input.inventory);
    return {
      found: chosen,
      description,
      element: {
        ...base,
        title: title ?? description.title,
        ...(version && { version }),
        ...verdict,
        members: verdict.members.map(member => asLastKnown(member, freshness)),
        volumes: verdict.volumes.map(volume => asLastKnown(volume, freshness)),
        ...(attributesClasses && { attributesClasses }),
        parts: parts.map(part => ({ ...part, word: asLastKnown(part, freshness).word })),
      },
    };
  } catch (error) {
    return { found: chosen, element: { ...base, title: title ?? id, ...unreadable(chosen, own, freshness, error) } };
  }
}

/** When it was last seen whole; of what is in a cluster that cannot be reached, nothing is known but that. */
function freshnessOf(chosen: FoundElement, { inventory, unreachable }: AssembleInput): Freshness {
  const kind = inventory.kindState(rootKind(chosen));
  const ofRoot: Freshness = kind.state === 'watched' ? kind.freshness : { state: 'unknown', reason: kind.reason };
  const freshness = elementFreshness(ofRoot, inventory, chosen.engine);
  if (unreachable === undefined || freshness.state === 'unknown') return freshness;
  return { state: 'unknown', reason: unreachable, lastObservedAt: freshness.observedAt };
}

/** The kind of the root as the engine declares it. */
function rootKind({ engine, root }: FoundElement): { group: string; kind: string } {
  const group = root.apiVersion.includes('/') ? root.apiVersion.slice(0, root.apiVersion.indexOf('/')) : '';
  return engine.roots.find(kind => kind.kind === root.kind && kind.group === group) ?? { group, kind: root.kind };
}

/** How the root object is named in answers. */
export function objectOf({ cluster, root }: FoundElement): ObjectReference {
  const { name, namespace } = root.metadata;
  return { cluster, apiVersion: root.apiVersion, kind: root.kind, name, ...(namespace && { namespace }) };
}

/** What was seen long ago is told as last known, never as how it is. */
function asLastKnown<T extends { word: StatusWord }>(part: T, freshness: Freshness): T & { reason?: string } {
  if (freshness.state === 'fresh') return part;
  return { ...part, word: freshness.state === 'stale' ? 'Stale' : 'Unknown', reason: freshness.reason };
}

function duplicateFindings(chosen: FoundElement, others: readonly FoundElement[]): Finding[] {
  if (others.length === 0) return [];
  return [
    {
      code: 'ELEMENT_ID_AMBIGUOUS',
      severity: 'warning',
      sentence: `The element id ${chosen.id} stands for ${others.length + 1} objects: ${[chosen, ...others].map(placeOf).join(', ')}; shown is the first`,
      remedy: 'Give each object its own value of the label penstock.dev/element.',
      object: objectOf(chosen),
    },
  ];
}

function unreadable(
  chosen: FoundElement,
  own: readonly Finding[],
  freshness: Freshness,
  error: unknown,
): Pick<Element, 'health' | 'measures' | 'members' | 'volumes' | 'freshness'> {
  const sentence = `${chosen.root.kind} ${chosen.root.metadata.name} could not be read by the engine ${chosen.engine.id}: ${error instanceof Error ? error.message : String(error)}`;
  const finding: Finding = { code: 'ENGINE_FAILED', severity: 'unknown', sentence, object: objectOf(chosen) };
  return {
    health: { word: 'Unknown', cause: sentence, findings: [finding, ...own] },
    measures: [],
    members: [],
    volumes: [],
    freshness,
  };
}
