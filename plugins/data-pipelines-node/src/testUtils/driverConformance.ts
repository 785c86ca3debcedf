import { isDeepStrictEqual } from 'node:util';
import type { DataDriver, DriverVolume, PointNotes } from '../dataDriver';
import type { OperationNames } from '../dataEngine';
import type { InventoryReader } from '../inventoryReader';
import type { ObserveInput, PlannedAct, PlannedStep } from '../plannedStep';
import { inventoryOf } from './inventoryOf';

/** What a driver is tried with: a cluster in which it can cut these volumes. @public */
export interface DriverSample {
  inventory: InventoryReader;
  /** Of one element; at least one. */
  volumes: readonly DriverVolume[];
  names: OperationNames;
  notes: PointNotes;
}

const OPERATION_LABEL = 'penstock.dev/operation';

function throws(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function namingFaults({ id, observers, derivations }: DataDriver): string[] {
  const names = [...Object.keys(observers), ...Object.keys(derivations)];
  return [
    ...(/^[a-z][a-z0-9-]*$/.test(id) ? [] : [`the id "${id}" is not in small letters, digits and hyphens`]),
    ...names.filter(name => !name.startsWith(`${id}.`)).map(name => `"${name}" is not called ${id}.<what>, so another driver may bring the same name`),
  ];
}

/** An observer that is shown nothing knows nothing: it may wait or say so, but never count as done something that it was not shown. */
function observerFaults({ observers }: DataDriver): string[] {
  const gone: ObserveInput = {
    seen: [{ watched: { by: 'name', cluster: 'c', apiVersion: 'v1', kind: 'Nothing', name: 'nothing' }, objects: [] }],
    params: {},
    facts: {},
    operation: 'op-aaaaaaaaaaaa',
    now: new Date(0),
  };
  return Object.entries(observers).flatMap(([name, observe]) => {
    const problem = throws(() => observe({ ...gone, seen: [] }));
    if (problem !== undefined) return [`observer ${name} throws when it is shown nothing (${problem}); give back unknown with the reason`];
    const strange = { ...gone, params: { members: 7, uids: [], volumes: null, size: {} } };
    const odd = throws(() => observe(strange));
    if (odd !== undefined) return [`observer ${name} throws on parameters that are none of its own (${odd}); read them with guards`];
    return isDeepStrictEqual(observe(gone), observe(gone)) ? [] : [`observer ${name} says two things about the same objects; it must be pure`];
  });
}

function emptyClusterFaults(driver: DataDriver): string[] {
  const inventory = inventoryOf([], { kindStates: Object.fromEntries(driver.reads.map(({ group, kind }) => [`${kind}.${group}`, { state: 'not-installed' as const, reason: 'not served' }])) });
  const capabilities = throws(() => driver.capabilities(inventory));
  if (capabilities !== undefined) return [`capabilities() throws in a cluster without its kinds (${capabilities}); say no and why`];
  const points = throws(() => driver.points(inventory));
  if (points !== undefined) return [`points() throws in a cluster without its kinds (${points}); there are none`];
  return [
    ...driver.capabilities(inventory).filter(({ answer, reason }) => answer !== 'yes' && !reason).map(({ id }) => `capability ${id} is not there and does not say why; fill reason`),
    ...(driver.points(inventory).length === 0 ? [] : ['points() finds points in an empty cluster']),
  ];
}

function targetKey(act: Extract<PlannedAct, { act: 'create' | 'delete' }>): string {
  const { kind, name, namespace } = act.act === 'create' ? { kind: act.object.kind, ...act.object.metadata } : act.target;
  return `${kind} ${namespace ?? ''}/${name}`;
}

function stepFaults(step: PlannedStep, { names }: DriverSample): string[] {
  const undone = new Set((step.undo ?? []).flatMap(act => (act.act === 'delete' ? [targetKey(act)] : [])));
  return step.acts.flatMap(act => {
    if (act.act !== 'create') return [];
    const { labels, name } = act.object.metadata;
    const own = typeof labels === 'object' && labels !== null && !Array.isArray(labels) ? labels[OPERATION_LABEL] : undefined;
    return [
      ...(own === names.operation ? [] : [`step ${step.id} creates ${act.object.kind} ${name} without the operation's label; take labels from names.marks()`]),
      ...(name.length <= 40 ? [] : [`step ${step.id} calls an object ${name}, which is longer than 40 letters; take names from names.name()`]),
      ...(undone.has(targetKey(act)) ? [] : [`step ${step.id} creates ${act.object.kind} ${name} and does not delete it in its undo`]),
    ];
  });
}

function cutFaults(driver: DataDriver, sample: DriverSample): string[] {
  const { volumes, inventory, names, notes } = sample;
  const draw = () => driver.cut(volumes, { inventory, names, notes, elements: [] });
  const problem = throws(draw);
  if (problem !== undefined) return [`cut() throws (${problem}); what cannot be cut is a check that blocks`];
  const cut = draw();
  const blocking = cut.checks.filter(({ result }) => result === 'block').map(({ sentence }) => sentence);
  if (blocking.length > 0) return [`cut() refuses the sample: ${blocking.join('; ')}`];
  const conclusion = driver.conclude(volumes, { names, notes, cut, used: 'crash', offsetSteps: [] });
  const steps = [...cut.steps, cut.cut, cut.ready, ...conclusion];
  const observers = steps.flatMap(({ wait, undoWait }) => [wait, undoWait]).flatMap(wait => wait?.observer ?? []);
  const derivations = steps.flatMap(({ acts, undo = [] }) => [...acts, ...undo]).flatMap(act => (act.act === 'derive' ? [act.by] : []));
  return [
    ...(isDeepStrictEqual(cut, draw()) ? [] : ['cut() gives other steps for the same volumes; it must be pure, and its names a function of the operation']),
    ...(cut.cut.wait === undefined ? ['the cut waits for nothing, so writes would go on before it is taken; give it an observer'] : []),
    ...(cut.ready.wait === undefined ? ['nothing says when the cut can be restored; give ready an observer'] : []),
    ...steps.flatMap(step => stepFaults(step, sample)),
    ...observers.filter(name => !(name in driver.observers)).map(name => `${name} is waited for and not in observers`),
    ...derivations.filter(name => !(name in driver.derivations)).map(name => `${name} is derived by and not in derivations`),
    ...(new Set(steps.map(({ id }) => id)).size === steps.length ? [] : ['two steps of a cut have the same id']),
  ];
}

/**
 * What is wrong with a driver, in words for its author; empty when nothing is
 * found. Call it in the tests of a driver with a sample that it can cut.
 * @public
 */
export function driverConformance(driver: DataDriver, sample: DriverSample): string[] {
  return [...namingFaults(driver), ...observerFaults(driver), ...emptyClusterFaults(driver), ...cutFaults(driver, sample)];
}
