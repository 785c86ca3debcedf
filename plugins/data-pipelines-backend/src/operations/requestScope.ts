import type { Element, OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FoundPoint } from '@penstock/backstage-plugin-data-pipelines-node';
import { UnknownNameError } from '../errors';
import { placePoints } from '../recovery/placePoints';
import { wrongInput } from './plan/findElements';
import { pipelineNotFound } from './pipelineNotFound';
import type { OperationRow, OperationScope } from './store/OperationStore';

/** Where the scope of a request is looked up. */
export interface ScopeSources {
  elements: ReadonlyMap<string, Element>;
  /** Owner that the object itself names, in full. */
  namedOwner(element: string): string | undefined;
  point(id: string): FoundPoint | undefined;
  operation(id: string): Promise<OperationRow | undefined>;
}

/**
 * Who owns what the request touches, and, of a point, the point.
 *
 * @throws UnknownNameError for what is not there, RefusedInputError for a snapshot of nothing
 */
export async function scopeOfRequest(request: OperationRequest, sources: ScopeSources): Promise<OperationScope> {
  switch (request.kind) {
    case 'expand':
    case 'clone':
    case 'remove-leftovers':
      return scopeOfElements([request.element], sources);
    case 'snapshot':
      if (request.elements) return scopeOfElements(request.elements, sources);
      if (request.pipeline !== undefined) return scopeOfPipeline(request.pipeline, sources);
      throw wrongInput('Neither a pipeline nor elements are named', 'Name the pipeline, or elements of it.');
    case 'restore':
    case 'delete':
      return withTarget(scopeOfPoint(pointOf(request.recoveryPoint, sources), sources, request.kind === 'restore' ? request.elements : undefined), request);
    default: {
      const row = await sources.operation(request.operation);
      if (row) return scopeAsItIs(row.scope, sources);
      throw operationNotFound(request.operation);
    }
  }
}

/** The places of elements. @throws UnknownNameError (ELEMENT_NOT_FOUND) */
export function scopeOfElements(ids: readonly string[], sources: Pick<ScopeSources, 'elements' | 'namedOwner'>): OperationScope {
  const found = ids.map(id => {
    const element = sources.elements.get(id);
    if (!element) throw elementNotFound(id);
    return element;
  });
  return { pipeline: found[0]?.pipeline ?? '', elements: found.map(element => placeOfElement(element, sources)) };
}

/** A scope of then, with the owners of now: whoever owned an element may no longer, and whoever owns it now must agree. */
export function scopeAsItIs(scope: OperationScope, { elements, namedOwner }: Pick<ScopeSources, 'elements' | 'namedOwner'>): OperationScope {
  return {
    pipeline: scope.pipeline,
    elements: scope.elements.flatMap(before => {
      const now = elements.get(before.id);
      return now ? [before, placeOfElement(now, { namedOwner })] : [before];
    }),
  };
}

function scopeOfPipeline(pipeline: string, sources: ScopeSources): OperationScope {
  const found = [...sources.elements.values()].filter(element => element.pipeline === pipeline);
  if (found.length > 0) return { pipeline, elements: found.map(element => placeOfElement(element, sources)) };
  throw pipelineNotFound(pipeline);
}

/** Planning looks at one pipeline. For callers who may see all of the elements. @throws RefusedInputError (INPUT_INVALID) */
export function requireOnePipeline(request: OperationRequest, elements: ReadonlyMap<string, Element>): void {
  if (request.kind !== 'snapshot' || !request.elements) return;
  const pipelines = [...new Set(request.elements.map(id => elements.get(id)?.pipeline))];
  if (pipelines.length > 1) throw wrongInput(`The elements belong to several pipelines (${pipelines.join(', ')})`, 'Take one snapshot of each pipeline.');
}

/** A copy is asked about where it is and where it goes. */
function withTarget(scope: OperationScope, request: OperationRequest): OperationScope {
  if (request.kind !== 'restore' || request.where !== 'new-namespace' || request.namespace === undefined) return scope;
  const { namespace } = request;
  return { ...scope, elements: [...scope.elements, ...scope.elements.map(element => ({ ...element, namespace }))] };
}

/**
 * The elements of a point; one that runs no more counts with the place of its
 * point, and nobody as its owner. Where `only` names others, all of the point
 * counts: who may not see it is not told what it lacks.
 */
export function scopeOfPoint(point: FoundPoint, sources: Pick<ScopeSources, 'elements' | 'namedOwner'>, only?: readonly string[]): OperationScope {
  const [placed] = placePoints([point], sources.elements);
  if (!placed) throw recoveryPointNotFound(point.id);
  const ids = only?.every(id => placed.elements.includes(id)) ? [...new Set(only)] : placed.elements;
  const places = ids.map(id => {
    const element = sources.elements.get(id);
    return element ? placeOfElement(element, sources) : { id, cluster: point.cluster, namespace: point.namespace };
  });
  return { pipeline: placed.pipeline, elements: places };
}

function placeOfElement({ id, object, owner }: Element, { namedOwner }: Pick<ScopeSources, 'namedOwner'>): OperationScope['elements'][number] {
  const named = namedOwner(id);
  return {
    id,
    cluster: object.cluster,
    namespace: object.namespace ?? '',
    ...(owner !== undefined && { owner }),
    ...(named !== undefined && named !== owner && { namedOwner: named }),
  };
}

function pointOf(id: string, { point }: ScopeSources): FoundPoint {
  const found = point(id);
  if (found) return found;
  throw recoveryPointNotFound(id);
}

/** 404, also for a point that the caller may not know of. */
export function recoveryPointNotFound(id: string): UnknownNameError {
  return new UnknownNameError(`There is no recovery point ${id} that you may see; list the points of the pipeline for those that exist`, {
    code: 'RECOVERY_POINT_NOT_FOUND',
    reason: `No snapshot that you may see belongs to a recovery point ${id}.`,
    remedy: 'List the recovery points of the pipeline; it may have expired or been deleted.',
  });
}

/** 404, also for an operation that the caller may not know of. */
export function operationNotFound(id: string): UnknownNameError {
  return new UnknownNameError(`There is no operation ${id} that you may see; list the operations of the pipeline for those that exist`, {
    code: 'OPERATION_NOT_FOUND',
    reason: `No operation that you may see has the id ${id}.`,
    remedy: 'List the operations of the pipeline.',
  });
}

/** 404, also for an element that the caller may not know of. */
export function elementNotFound(id: string): UnknownNameError {
  return new UnknownNameError(`There is no element ${id} that you may see; check the id, or label its object with penstock.dev/element: ${id}`, {
    code: 'ELEMENT_NOT_FOUND',
    reason: `No object that you may see carries the label penstock.dev/element: ${id}.`,
    remedy: 'Check the id, the labels of its object, and whether its cluster is reachable.',
  });
}
