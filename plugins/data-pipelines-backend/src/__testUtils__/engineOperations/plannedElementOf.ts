import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { LABEL_ELEMENT } from '@penstock/backstage-plugin-data-pipelines-common';
import { groupKindKey } from '@penstock/backstage-plugin-data-pipelines-node';
import type { Engine, KubernetesObject, OperationNames, PlannedElement } from '@penstock/backstage-plugin-data-pipelines-node';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import { CORE_KINDS, mergeKinds } from '../../inventory/coreKinds';
import { trimmerOf } from '../../inventory/trim';

/** A fixture of an engine, as whole objects. */
export function fixture(path: string): KubernetesObject[] {
  return parseAllDocuments(readFileSync(join(__dirname, '../../engines', path), 'utf8')).map(document => document.toJS());
}

/** The object of a fixture, to be changed by a test. */
export function objectOf(objects: readonly KubernetesObject[], kind: string, name?: string): KubernetesObject {
  const found = objects.find(object => object.kind === kind && (name === undefined || object.metadata.name === name));
  if (found === undefined) throw new Error(`no ${kind} ${name ?? ''} in the fixture`);
  return found;
}

/** Names as the operations room makes them, short enough to read in a golden. */
export const NAMES: OperationNames = {
  operation: 'op-abcdefghijkl',
  marks: element => ({ labels: { 'penstock.dev/operation': 'op-abcdefghijkl', 'penstock.dev/element': element }, annotations: {} }),
  name: (what, element) => `${what}-${element}-abc`,
};

/** Trims as the inventory does: an engine that reads a field it did not ask for finds nothing. */
function trimmed(objects: readonly KubernetesObject[], watched: readonly Engine[]): KubernetesObject[] {
  const kinds = new Map(mergeKinds([...CORE_KINDS, ...watched.flatMap(engine => [...engine.roots, ...engine.reads])]).map(kind => [groupKindKey(kind), kind]));
  return objects.flatMap(raw => {
    const group = raw.apiVersion.includes('/') ? raw.apiVersion.split('/')[0] : '';
    const kind = kinds.get(groupKindKey({ group, kind: raw.kind }));
    return (kind && trimmerOf(kind, raw.apiVersion)(raw)) ?? [];
  });
}

/** An element as the planner hands it to its engine: trimmed objects in the inventory, whole ones only where `needs` names them. */
export function plannedElementOf(
  engine: Engine,
  objects: readonly KubernetesObject[],
  options: { root: string; metrics?: Record<string, number>; others?: readonly Engine[]; unread?: boolean },
): PlannedElement {
  const inventory = inventoryOf(trimmed(objects, [engine, ...(options.others ?? [])]), { cluster: 'prod-north' });
  const [kind, name] = options.root.split(' ');
  const watched = engine.roots.find(entry => entry.kind === kind);
  const root = watched && inventory.list(watched).find(object => object.metadata.name === name);
  if (root === undefined) throw new Error(`no root ${options.root}`);
  const common = {
    id: root.metadata.labels?.[LABEL_ELEMENT] ?? name,
    pipeline: 'orders',
    cluster: 'prod-north',
    namespace: root.metadata.namespace ?? '',
    root,
    description: engine.describe(root, inventory),
    inventory,
    metrics: {
      answer: (key: string) => {
        const value = options.metrics?.[key];
        if (value === undefined) return { state: 'not-measured', reason: 'the test gives none' } as const;
        return { state: 'measured', unit: 'count', samples: [{ labels: {}, value }], observedAt: '2026-11-20T12:00:00Z', source: 'test' } as const;
      },
    },
  };
  const early = { ...common, live: () => undefined };
  const needed = [...(engine.operations?.needs?.(early) ?? []), ...(engine.operations?.broughtAlong?.(early) ?? [])];
  return {
    ...common,
    live: key => {
      if (options.unread === true || !needed.some(need => need.kind === key.kind && need.name === key.name && need.namespace === key.namespace)) return undefined;
      return objects.find(object => object.kind === key.kind && object.metadata.name === key.name && object.metadata.namespace === key.namespace);
    },
  };
}
