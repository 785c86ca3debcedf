import { LABEL_COPY_OF, type OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import { UnknownNameError } from '../../errors';
import { elementVolumes, type ElementVolumeFacts } from './elementVolumes';
import { elementOf, notPossible, wrongInput } from './findElements';
import type { World, WorldElement } from './World';

type SnapshotRequest = Extract<OperationRequest, { kind: 'snapshot' }>;

/** One element of a snapshot with the volumes that are cut. */
export interface SnapshotPart {
  element: WorldElement;
  volumes: readonly ElementVolumeFacts[];
}

function isCopy({ root }: WorldElement): boolean {
  return root.metadata.labels?.[LABEL_COPY_OF] !== undefined;
}

function withVolumes(pipeline: string, world: World): WorldElement[] {
  return world.elements.filter(element => element.pipeline === pipeline && element.view.volumes.length > 0);
}

/** Copies made for a try: a snapshot of the whole pipeline leaves them out. */
export function copiesLeftOut({ pipeline, elements }: SnapshotRequest, world: World): WorldElement[] {
  return pipeline === undefined || elements !== undefined ? [] : withVolumes(pipeline, world).filter(isCopy);
}

function elementsOf({ pipeline, elements, volumes }: SnapshotRequest, world: World): WorldElement[] {
  if (pipeline !== undefined && elements !== undefined) throw wrongInput('A snapshot is of a pipeline or of elements, not of both', 'Leave one of them out.');
  if (volumes !== undefined && elements?.length !== 1) throw wrongInput('Single volumes are named together with their one element', 'Name exactly one element.');
  if (elements !== undefined) return [...new Set(elements)].map(id => elementOf(id, world));
  if (pipeline === undefined) throw wrongInput('Neither a pipeline nor elements are named', 'Name the pipeline, or elements of it.');
  return withVolumes(pipeline, world).filter(element => !isCopy(element));
}

function namedVolumes(part: SnapshotPart, names: readonly string[] | undefined): SnapshotPart {
  if (names === undefined) return part;
  for (const name of names) {
    if (part.volumes.some(({ view }) => view.name === name)) continue;
    throw new UnknownNameError(`${part.element.id} has no volume ${name}; list its volumes for those that exist`, {
      code: 'VOLUME_NOT_FOUND',
      reason: `No claim of that name belongs to ${part.element.id}.`,
      remedy: 'List the volumes of the element.',
    });
  }
  return { ...part, volumes: part.volumes.filter(({ view }) => names.includes(view.name)) };
}

/**
 * The elements and volumes of a snapshot.
 *
 * @throws InputError, NotFoundError for what cannot be cut
 */
export function snapshotParts(request: SnapshotRequest, world: World): SnapshotPart[] {
  const parts = elementsOf(request, world).map(element => namedVolumes({ element, volumes: elementVolumes(element) }, request.volumes));
  const empty = parts.find(({ volumes }) => volumes.length === 0);
  if (empty !== undefined) throw notPossible(`${empty.element.id} has no volumes`, 'Choose elements that keep data.');
  if (parts.length === 0) throw notPossible(`No element of ${request.pipeline ?? 'the pipeline'} has volumes`, 'Choose another pipeline.');
  const clusters = [...new Set(parts.map(({ element }) => element.cluster))];
  if (clusters.length > 1) throw notPossible(`The elements are in several clusters (${clusters.join(', ')}), which have no common clock`, 'Take one snapshot for each cluster.');
  return parts;
}
