import type { ConsumerFlow } from '../seeds/workloadSpec';
import type { World } from './world';

/**
 * The world with each consumer at the rate that it can take now: less while the
 * brokers run out of room, where its flow says so. `shares` says how full each
 * claim is, from 0 to 1; one that is not in it yet is as full as declared. Pure.
 */
export function paced(
  world: World,
  shares: ReadonlyMap<string, number>,
): World {
  const consumers = world.spec.consumers.map(flow =>
    pacedFlow(world, flow, shares),
  );
  return { ...world, spec: { ...world.spec, consumers } };
}

function pacedFlow(
  world: World,
  flow: ConsumerFlow,
  shares: ReadonlyMap<string, number>,
): ConsumerFlow {
  const { whileFull } = flow;
  if (!whileFull || fullest(world, flow.kafka, shares) <= whileFull.above)
    return flow;
  return { ...flow, recordsPerSecond: whileFull.recordsPerSecond };
}

/** How full the fullest volume of a Kafka's brokers is; 0 where it has none. */
function fullest(
  world: World,
  kafka: string,
  shares: ReadonlyMap<string, number>,
): number {
  const nodes = world.kafkas.find(({ name }) => name === kafka)?.nodes ?? [];
  return nodes
    .filter(({ broker }) => broker)
    .reduce(
      (most, { claim }) =>
        Math.max(most, shares.get(claim ?? '') ?? declared(world, claim)),
      0,
    );
}

function declared({ spec, volumes }: World, claim: string | undefined): number {
  const fill = spec.fills.find(one => one.claim === claim);
  const volume = volumes.find(one => one.claim === claim);
  return fill && volume ? fill.usedBytes / volume.capacityBytes : 0;
}
