import { parseBody } from './body';
import { arrayAt, JsonObject, objectAt, stringAt } from './json';
import { resourceKey } from './kinds';
import { current } from './patch';
import { Answer, ResourceRequest, Room, timestamp } from './Room';
import { ApiError, badRequest } from './status';

const NODES = '/nodes';
/** Labels that a pod takes over from its node. */
const TOPOLOGY = [
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
];

/**
 * Handles POST pods/<name>/binding: puts a pod on a node, as a scheduler asks,
 * and copies the node's topology labels to it.
 *
 * @throws ApiError 400 without a target, 409 when the pod has a node already.
 */
export function bind(room: Room, request: ResourceRequest): Answer {
  const { kind, contentType, body } = request;
  const pod = current(room, request);
  const node = stringAt(parseBody(kind, contentType, body), 'target', 'name');
  if (!node) {
    throw badRequest('a binding needs target.name, the name of a node');
  }
  const name = pod.metadata.name ?? '';
  const bound = stringAt(pod, 'spec', 'nodeName');
  if (bound || pod.metadata.deletionTimestamp !== undefined) {
    throw new ApiError(
      409,
      'Conflict',
      `Operation cannot be fulfilled on pods/binding "${name}": ${
        bound
          ? `pod ${name} is already assigned to node "${bound}"`
          : `pod ${name} is being deleted, cannot be assigned to a host`
      }`,
      { details: { name, kind: 'pods/binding' } },
    );
  }
  const scheduled: JsonObject = {
    type: 'PodScheduled',
    status: 'True',
    lastTransitionTime: timestamp(room.now()),
  };
  const status = objectAt(pod, 'status');
  room.store.put(resourceKey(kind), {
    ...pod,
    metadata: {
      ...pod.metadata,
      labels: { ...topologyOf(room, node), ...pod.metadata.labels },
    },
    spec: { ...objectAt(pod, 'spec'), nodeName: node },
    status: {
      ...status,
      conditions: [
        ...arrayAt(status, 'conditions').filter(
          condition => stringAt(condition, 'type') !== 'PodScheduled',
        ),
        scheduled,
      ],
    },
  });
  return {
    code: 201,
    body: '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success","code":201}',
  };
}

function topologyOf(room: Room, name: string): Record<string, string> {
  const labels =
    room.store.list(NODES).find(node => node.metadata.name === name)?.metadata
      .labels ?? {};
  return Object.fromEntries(
    Object.entries(labels).filter(([key]) => TOPOLOGY.includes(key)),
  );
}
