import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { KubernetesClient, KubernetesObject, Resource } from '../client';
import { RoomContext } from '../contracts';
import {
  NAMESPACES,
  NODES,
  SERVICE_ACCOUNTS,
  STORAGE_CLASSES,
} from '../controllers/kinds/core';
import { TOPICS } from '../controllers/kinds/strimzi';
import {
  CONTROLLER_MANAGER_TABLES,
  OPERATOR_TABLES,
} from '../controllers/tables';
import { inWaves } from './waves';
import { settledObjects } from './settled';

/** How many objects are written at once. */
const AT_ONCE = 16;

type Seeded = KubernetesObject & {
  status?: { observedGeneration?: number };
};

/**
 * Fills a cluster with the demo's pipelines in their settled state, so that
 * controllers find nothing to do. Objects that exist are left as they are.
 * Owners are created before what they own; uids are those of the server.
 */
export async function seed(context: RoomContext): Promise<void> {
  const client = new KubernetesClient(context.cluster);
  try {
    const objects = settledObjects(context.cluster.name, context.clock.now());
    const uids = new Map<string, string>();
    for (const wave of inWaves(objects)) {
      for (let at = 0; at < wave.length; at += AT_ONCE) {
        await Promise.all(
          wave
            .slice(at, at + AT_ONCE)
            .map(object => write(context, client, object, uids)),
        );
      }
    }
    context.log(`seeds: ${objects.length} objects`);
  } finally {
    await client.close();
  }
}

async function write(
  context: RoomContext,
  client: KubernetesClient,
  remembered: KubernetesObject,
  uids: Map<string, string>,
): Promise<void> {
  const resource = resourceOf(remembered);
  const object = withUids(remembered, uids);
  const { uid, generation: _, ...metadata } = object.metadata;
  const created = await client.create<Seeded>(resource, {
    ...object,
    metadata,
  });
  const { namespace, name } = metadata;
  const known = created ?? (await client.get(resource, namespace, name));
  if (uid && known?.metadata.uid) {
    uids.set(uid, known.metadata.uid);
  }
  if (object.kind === 'PersistentVolume') {
    await mkdir(path.join(context.volumesDir, name), { recursive: true });
  }
  if (created && object.status) {
    const { generation } = created.metadata;
    const status =
      object.status.observedGeneration === undefined
        ? object.status
        : { ...object.status, observedGeneration: generation };
    await client.patch(resource, namespace, name, { status }, 'status');
  }
}

/** Replaces the uids that memory gave by those of the server, wherever they are mentioned. */
function withUids(object: KubernetesObject, uids: Map<string, string>): Seeded {
  const own = object.metadata.uid;
  const text = JSON.stringify(object, (key, value: unknown) =>
    key === 'uid' && typeof value === 'string' && value !== own
      ? uids.get(value) ?? value
      : value,
  );
  const replaced: Seeded = JSON.parse(text);
  return replaced;
}

const RESOURCES: Resource[] = [
  NAMESPACES,
  NODES,
  SERVICE_ACCOUNTS,
  STORAGE_CLASSES,
  TOPICS,
  ...[...OPERATOR_TABLES, ...CONTROLLER_MANAGER_TABLES].flatMap(
    ({ subject, watches }) => [subject, ...watches],
  ),
];

function resourceOf(object: KubernetesObject): Resource<Seeded> {
  const found = RESOURCES.find(({ kind, group }) => {
    const [, ofObject = ''] = object.apiVersion.split('/').reverse();
    return kind === object.kind && group === ofObject;
  });
  if (!found) {
    throw new Error(`The seeds hold a ${object.kind}, which has no resource.`);
  }
  const { objects: _, ...resource } = found;
  return resource;
}
