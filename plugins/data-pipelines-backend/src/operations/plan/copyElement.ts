import type { PlanChange, PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { DataDriver, ElementCopy, FoundPoint, PlannedAct, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';

import { bytesTogether, withTimeToMove } from '../../engines/shared/moveSeconds';
import { ENGINE_CHECKS, objected } from '../../engines/shared/preflightCodes';
import type { ElementVolumeFacts } from './elementVolumes';
import { operationsOf } from './findElements';
import type { World, WorldElement } from './World';

const MAKE_SECONDS = 120;
/** Pods are given their time to end. */
const UNDO_SECONDS = 600;

/** All that making a copy of one element takes. */
export interface CopyPlan {
  steps: PlannedStep[];
  changes: PlanChange[];
  checks: PreflightCheck[];
  sentences: { subject: string; sentence: string }[];
}

type Create = Extract<PlannedAct, { act: 'create' }>;

/** One step for each object, since a later one may need an earlier one. */
function makeSteps({ manifests }: ElementCopy, element: WorldElement): PlannedStep[] {
  return manifests.map((object, index) => {
    const act: Create = { act: 'create', cluster: element.cluster, object };
    const { namespace, name } = object.metadata;
    const target = { cluster: element.cluster, apiVersion: object.apiVersion, kind: object.kind, name, ...(namespace === undefined ? {} : { namespace }) };
    return {
      id: `object/${element.id}/${index}`,
      title: `Make ${object.kind} ${name}`,
      phase: 'Running',
      element: element.id,
      acts: [act],
      undo: [{ act: 'delete', target, propagation: 'foreground' }],
      undoWait: { observer: 'csi.gone', objects: [{ by: 'name', ...target }], params: {} },
      deadlineSeconds: MAKE_SECONDS,
    };
  });
}

/**
 * Once it was let start, its pods use the volumes, and its operator makes those
 * anew that are deleted under it: so the copy goes first when that is taken back.
 */
function startSteps(steps: readonly PlannedStep[], making: readonly PlannedStep[]): PlannedStep[] {
  const undo = making.flatMap(step => step.undo ?? []).reverse();
  const objects = making.flatMap(step => step.undoWait?.objects ?? []);
  return steps.map((step, index) => (index > 0 || step.undo !== undefined ? step : { ...step, undo, undoWait: { observer: 'csi.gone', objects, params: {} }, undoSeconds: UNDO_SECONDS }));
}

/** Makes the element again under another name or in another namespace, with its data. */
export function copyElement(
  element: WorldElement,
  volumes: readonly ElementVolumeFacts[],
  input: { name: string; namespace: string; point?: FoundPoint; driver: DataDriver; world: World },
): CopyPlan {
  const { name, namespace, point, driver, world } = input;
  const copy = operationsOf(element).copy?.(element, { name, namespace, names: world.names });
  if (copy === undefined) {
    const check = objected(ENGINE_CHECKS.COPY_POSSIBLE, 'block', { sentence: `Penstock cannot make a copy of ${element.id}: ${element.engine.title} does not offer it`, remedy: 'Leave it out, or make one by a template.' });
    return { steps: [], changes: [], checks: [check], sentences: [] };
  }
  const start = copy.start.possible ? copy.start : undefined;
  const made = driver.materialise(
    volumes.map(({ driver: from }) => ({ from, namespace, claim: copy.claims[from.claim] ?? from.claim, labels: labelsFor(world, element) })),
    point,
    { inventory: element.inventory, names: world.names, live: world.live, startsPods: start !== undefined && start.steps.length > 0 },
  );
  const making = makeSteps(copy, element);
  return {
    steps: [...making, ...made.steps, ...startSteps(withTimeToMove(start?.steps ?? [], bytesTogether(volumes)), making), ...(made.after ?? [])],
    changes: [
      ...copy.manifests.map((object): PlanChange => ({ act: 'create', sentence: `${object.kind} ${object.metadata.name}`, by: 'Penstock' })),
      ...copy.changes,
      ...made.changes,
      ...(start?.changes ?? []),
    ],
    checks: [...copy.checks, ...made.checks, ...(copy.start.possible ? [] : [copy.start.check])],
    sentences: (start?.sentences ?? []).map(sentence => ({ subject: element.view.title, sentence })),
  };
}

/** Marks of the operation; not the label of the element, which is the original's. */
function labelsFor(world: World, element: WorldElement): Record<string, string> {
  const { 'penstock.dev/element': _element, 'app.kubernetes.io/part-of': _pipeline, ...labels } = world.names.marks(element.id).labels;
  return labels;
}
