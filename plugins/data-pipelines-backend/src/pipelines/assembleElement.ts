import {
  type Element,
  type Finding,
  type Freshness,
  type ObjectReference,
} from '@penstock/backstage-plugin-data-pipelines-common';
import type { ElementDescription, InventoryReader } from '@penstock/backstage-plugin-data-pipelines-node';
import type { Metrics } from '../metrics/Metrics';
import { ownerOf, type CatalogFacts } from './CatalogFacts';
import { placeOf, type ChosenElement } from './chooseElements';
import type { FoundElement } from './discoverElements';
import { elementEntityRef } from './entityRefs';
import { freshnessOf } from './freshness';
import type { HealthRules } from './HealthRules';

/** What an element is assembled from. */
export interface AssembleInput {
  inventory: InventoryReader;
  metrics: Metrics;
  facts: CatalogFacts;
  rules: HealthRules;
  simulated: boolean;
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
  const freshness = freshnessOf(input.inventory.kindState(rootKind(chosen)));
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
    return {
      found: chosen,
      description,
      element: { ...base, title: title ?? description.title, ...(version && { version }), ...verdict, parts },
    };
  } catch (error) {
    return { found: chosen, element: { ...base, title: title ?? id, ...unreadable(chosen, own, freshness, error) } };
  }
}

/** The kind of the root as the engine declares it. */
export function rootKind({ engine, root }: FoundElement): { group: string; kind: string } {
  const group = root.apiVersion.includes('/') ? root.apiVersion.slice(0, root.apiVersion.indexOf('/')) : '';
  return engine.roots.find(kind => kind.kind === root.kind && kind.group === group) ?? { group, kind: root.kind };
}

/** How the root object is named in answers. */
export function objectOf({ cluster, root }: FoundElement): ObjectReference {
  const { name, namespace } = root.metadata;
  return { cluster, apiVersion: root.apiVersion, kind: root.kind, name, ...(namespace && { namespace }) };
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
