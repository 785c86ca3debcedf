import type { Cluster } from '../Cluster';
import { CLAIMS, NODES, Pod, PODS } from '../controllers/kinds/core';
import { fraction } from '../controllers/engine/seeded';
import { asAdmin } from './asAdmin';
import { elementOf, engineOf } from './elements';
import { DRIVER_MODES, DRIVER_OPERATIONS, SILENCEABLE } from './StandingOrders';

/** One order of a plan, as a body of `POST /faults`. */
export interface PlannedFault {
  cluster: string;
  fault: string;
  [parameter: string]: string | number;
}

/** What a cluster has that can be broken, in a fixed order. */
interface Breakable {
  nodes: string[];
  pods: Array<{ namespace: string; pod: string }>;
  elements: Array<{ namespace: string; element: string }>;
}

type Draw = <T>(from: readonly T[], what: string) => T | undefined;

/** Kinds that leave the API server answering, so that a plan can be ordered as a whole. */
export const PLANNABLE = [
  'slow',
  'error-500',
  'throttle',
  'expire-watches',
  'corrupt',
  'lose-pod',
  'lose-node',
  'driver',
  'silent',
  'clock-skew',
] as const;
type Plannable = (typeof PLANNABLE)[number];

/** Kinds that change objects; they come first, before the API server itself is made worse. */
const OBJECTS_FIRST: readonly Plannable[] = [
  'corrupt',
  'lose-pod',
  'lose-node',
];

/** Pods of engines, whose names are the same in every run; executors are named after their submission. */
const hasLastingName = (pod: Pod) =>
  elementOf(pod) !== undefined &&
  pod.metadata.labels?.['spark-role'] !== 'executor';

/**
 * Draws faults: the same seed on the same objects gives the same ones. Kinds
 * for which a cluster has nothing are left out.
 */
export async function planFaults(
  clusters: readonly Cluster[],
  wish: { seed: number; count: number; kinds: readonly string[] },
): Promise<PlannedFault[]> {
  const kinds = PLANNABLE.filter(
    kind => wish.kinds.length === 0 || wish.kinds.includes(kind),
  );
  const breakable = new Map<string, Breakable>();
  for (const cluster of clusters)
    breakable.set(cluster.name, await whatBreaks(cluster));
  const planned: PlannedFault[] = [];
  for (let index = 0; index < wish.count; index += 1) {
    const draw: Draw = (from, what) =>
      from[
        Math.floor(
          fraction(String(wish.seed), String(index), what) * from.length,
        )
      ];
    const cluster = draw(clusters, 'cluster');
    const kind = draw(kinds, 'kind');
    const parts = cluster && breakable.get(cluster.name);
    const order = kind && parts ? parametersOf(kind, parts, draw) : undefined;
    if (cluster && kind && order)
      planned.push({ cluster: cluster.name, fault: kind, ...order });
  }
  const rank = ({ fault }: PlannedFault) =>
    OBJECTS_FIRST.some(kind => kind === fault) ? 0 : 1;
  return planned.sort((a, b) => rank(a) - rank(b));
}

async function whatBreaks(cluster: Cluster): Promise<Breakable> {
  return asAdmin(cluster, async client => {
    const [nodes, pods, claims] = [
      await client.list(NODES),
      await client.list(PODS),
      await client.list(CLAIMS),
    ];
    const elements = claims.items.flatMap(claim => {
      const element = engineOf(claim) && elementOf(claim);
      return element ? [`${claim.metadata.namespace ?? ''}/${element}`] : [];
    });
    return {
      nodes: nodes.items.map(({ metadata }) => metadata.name).sort(),
      pods: pods.items.filter(hasLastingName).map(({ metadata }) => ({
        namespace: metadata.namespace ?? '',
        pod: metadata.name,
      })),
      elements: [...new Set(elements)].sort().map(name => {
        const [namespace, element] = name.split('/');
        return { namespace, element };
      }),
    };
  });
}

function parametersOf(
  kind: Plannable,
  parts: Breakable,
  draw: Draw,
): Record<string, string | number> | undefined {
  switch (kind) {
    case 'slow':
      return { delayMs: draw([200, 1_000, 3_000], 'delay') ?? 200 };
    case 'error-500':
    case 'throttle':
      return { share: draw([0.1, 0.3, 0.5], 'share') ?? 0.1 };
    case 'expire-watches':
      return {};
    case 'corrupt':
      return draw(parts.elements, 'element');
    case 'lose-pod':
      return draw(parts.pods, 'pod');
    case 'lose-node': {
      const node = draw(parts.nodes, 'node');
      return node === undefined ? undefined : { node };
    }
    case 'driver': {
      const operation = draw(DRIVER_OPERATIONS, 'operation') ?? 'snapshot';
      const modes = DRIVER_MODES.filter(
        mode =>
          mode !== 'infeasible' || ['expand', 'modify'].includes(operation),
      );
      return {
        operation,
        mode: draw(modes, 'mode') ?? 'fail',
        times: draw([1, 2, 5], 'times') ?? 1,
      };
    }
    case 'silent':
      return { controller: draw(SILENCEABLE, 'controller') ?? 'snapshots' };
    case 'clock-skew':
      return { seconds: draw([-600, -120, 120, 600], 'seconds') ?? 120 };
    default:
      return kind satisfies never;
  }
}
