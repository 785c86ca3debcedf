import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from './jsonFile';

/** Who a broker or controller is: fixed in its volumes when they are formatted. */
export interface BrokerIdentity {
  clusterId: string;
  nodeId: number;
}

/** A volume of a node: its folder, and where the node's container mounts it. */
export interface BrokerVolume {
  folder: string;
  mount: string;
}

const META = 'meta.properties';

/**
 * Why a node cannot start on its volumes, in Kafka's words; undefined when it
 * can. Volumes that were never formatted are formatted for it, unless one of
 * them is refused. A volume of another node is refused as well: Kafka itself
 * would begin an empty log beside the other node's.
 */
export async function startOnVolumes(
  volumes: readonly BrokerVolume[],
  identity: BrokerIdentity,
): Promise<string | undefined> {
  for (const volume of volumes) {
    for (const log of await logFolders(volume.folder)) {
      const found = await readIdentity(join(volume.folder, log.name));
      const refusal = mismatch(
        found ?? { nodeId: log.nodeId, clusterId: identity.clusterId },
        identity,
        `${volume.mount}/${log.name}/${META}`,
      );
      if (refusal) return refusal;
    }
  }
  for (const { folder } of volumes) await formatVolume(folder, identity);
  return undefined;
}

/** Writes the identity into a volume that has none. */
export async function formatVolume(
  folder: string,
  identity: BrokerIdentity,
): Promise<void> {
  const log = join(folder, `kafka-log${identity.nodeId}`);
  if (await readIdentity(log)) return;
  await mkdir(log, { recursive: true });
  await writeFile(
    join(log, META),
    `version=1\ncluster.id=${identity.clusterId}\nnode.id=${identity.nodeId}\n`,
  );
}

/** Log folders of a volume, with the node id in their name. */
export async function logFolders(
  folder: string,
): Promise<Array<{ name: string; nodeId: number }>> {
  try {
    return (await readdir(folder)).flatMap(name => {
      const id = /^kafka-log(\d+)$/.exec(name)?.[1];
      return id === undefined ? [] : [{ name, nodeId: Number(id) }];
    });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** What stands in a log folder's `meta.properties`; undefined when it was never formatted. */
export async function readIdentity(
  log: string,
): Promise<BrokerIdentity | undefined> {
  let text: string;
  try {
    text = await readFile(join(log, META), 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  const values = new Map(
    text.split('\n').map((line): [string, string] => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
  return {
    clusterId: values.get('cluster.id') ?? '',
    nodeId: Number(values.get('node.id')),
  };
}

function mismatch(
  found: BrokerIdentity,
  wanted: BrokerIdentity,
  file: string,
): string | undefined {
  if (found.nodeId !== wanted.nodeId) {
    return `Stored node id ${found.nodeId} doesn't match previous node id ${wanted.nodeId} in: ${file}. If you moved your data, make sure your configured node id matches.`;
  }
  return found.clusterId === wanted.clusterId
    ? undefined
    : `Invalid cluster.id in: ${file}. Expected ${wanted.clusterId}, but read ${found.clusterId}`;
}
