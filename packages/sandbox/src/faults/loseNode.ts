import type { KubernetesClient } from '../client';
import type { Cluster } from '../Cluster';
import { Node, NODES } from '../controllers/kinds/core';
import { EVICT_AFTER } from '../controllers/pods/lostNode';
import { asAdmin } from './asAdmin';
import type { Fault } from './Fault';

const UNREACHABLE = 'node.kubernetes.io/unreachable';

/** A node stops reporting; healing brings it back. */
export const loseNode: Fault = {
  name: 'lose-node',
  label: 'Node lost',
  explanation:
    'A node stops reporting: its pods are not ready, are told to go after the eviction time and stay Terminating.',
  healing: 'when healed',
  parameters: [
    { name: 'node', label: 'Node', type: 'text' },
    {
      name: 'evictAfterSeconds',
      label: 'Seconds until its pods are told to go',
      type: 'number',
      least: 0,
      most: 86_400,
      default: 300,
    },
  ],
  mark: order => order.text('node'),
  describe: order => `the node ${order.text('node')} does not report any more`,
  start: async (cluster, order) => {
    const name = order.text('node');
    await asAdmin(cluster, async client => {
      const node = await client.get(NODES, undefined, name);
      if (!node) {
        throw new Error(`There is no node ${name} in ${cluster.name}.`);
      }
      await client.patch(NODES, undefined, name, {
        metadata: {
          annotations: {
            [EVICT_AFTER]: String(order.number('evictAfterSeconds')),
          },
        },
        spec: {
          taints: [
            { key: UNREACHABLE, effect: 'NoSchedule' },
            { key: UNREACHABLE, effect: 'NoExecute' },
          ],
        },
      });
      await setReady(cluster, client, node, {
        status: 'Unknown',
        reason: 'NodeStatusUnknown',
        message: 'Kubelet stopped posting node status.',
      });
    });
    return { hits: () => 0, heal: () => bringBack(cluster, name) };
  },
};

/** Brings back the nodes that a process lost which is no longer there to heal them. */
export async function bringBackLostNodes(cluster: Cluster): Promise<void> {
  const lost = await asAdmin(cluster, async client => {
    const { items } = await client.list(NODES);
    return items.filter(
      ({ metadata }) => metadata.annotations?.[EVICT_AFTER] !== undefined,
    );
  });
  for (const { metadata } of lost) {
    await bringBack(cluster, metadata.name);
  }
}

async function bringBack(cluster: Cluster, name: string): Promise<void> {
  await asAdmin(cluster, async client => {
    const node = await client.get(NODES, undefined, name);
    if (node) {
      await client.patch(NODES, undefined, name, {
        metadata: { annotations: { [EVICT_AFTER]: null } },
        spec: { taints: null },
      });
      await setReady(cluster, client, node, {
        status: 'True',
        reason: 'KubeletReady',
        message: 'kubelet is posting ready status',
      });
    }
  });
}

async function setReady(
  cluster: Cluster,
  client: KubernetesClient,
  { metadata, status }: Node,
  ready: { status: string; reason: string; message: string },
): Promise<void> {
  const others = (status?.conditions ?? []).filter(
    ({ type }) => type !== 'Ready',
  );
  const lastTransitionTime = cluster.clock
    .now()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z');
  await client.patch(
    NODES,
    undefined,
    metadata.name,
    {
      status: {
        conditions: [
          ...others,
          { type: 'Ready', ...ready, lastTransitionTime },
        ],
      },
    },
    'status',
  );
}
