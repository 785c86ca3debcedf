import type { Element, Leftover, OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import type { DataDriver, Engine, FoundPoint, InventoryReader, ObjectKey, OperationNames, PlanDraft, PlannedElement, PlannedLock } from '@penstock/backstage-plugin-data-pipelines-node';
import type { OperationRow } from '../store/OperationStore';

/** One element in the planner's hands: what its engine knows and what pages show of it. */
export interface WorldElement extends PlannedElement {
  engine: Engine;
  /** As pages show it: health, volumes with usage and forecast, measures. */
  view: Element;
  owner?: string;
}

/**
 * All that a planner may look at; gathered before, so that planning is pure
 * and the same world gives the same plan.
 */
export interface World {
  now: Date;
  /** Elements of the request, and of their pipelines. */
  elements: readonly WorldElement[];
  drivers: readonly DataDriver[];
  /** Recovery points of the pipeline, and those that name none. */
  points: readonly FoundPoint[];
  reader(cluster: string): InventoryReader;
  /** Held by operations that run. */
  locks: readonly (PlannedLock & { operation: string })[];
  /** Of undo: the operation to take back. */
  operation?: OperationRow;
  /** Of remove-leftovers: the leftovers of the element that may be removed, and no others. */
  leftovers?: readonly Leftover[];
  /** Bytes per second that the volumes grew, their forecast and quota, where they are known, come with the views. */
  live: PlannedElement['live'];
  names: OperationNames;
  /** Entity reference of who asks. */
  actor: string;
}

/** Draws one kind of operation. Pure. One file per kind in this folder. */
export interface OperationPlanner<Kind extends OperationRequest['kind']> {
  kind: Kind;
  /** Objects to be read whole before `draw`. */
  needs(request: Extract<OperationRequest, { kind: Kind }>, world: World): readonly ObjectKey[];
  /**
   * @throws InputError for what can never be planned
   * @throws NotFoundError for what is not there
   */
  draw(request: Extract<OperationRequest, { kind: Kind }>, world: World): PlanDraft;
}
