import type { ConsumerFlow } from '../seeds/workloadSpec';
import type { SparkWorld, World } from './world';

/** Members of a consumer group: the running tasks of its connector; a published group of Spark has none. */
export function membersOf(world: World, flow: ConsumerFlow): number {
  if (flow.by.kind !== 'KafkaConnector') return 0;
  const { name } = flow.by;
  const connector = world.connects
    .flatMap(({ connectors }) => connectors)
    .find(one => one.name === name);
  return (
    connector?.tasks.filter(({ state }) => state === 'running').length ?? 0
  );
}

/** Records per second that arrive on the topic which a consumer reads. */
export function sourceRate(world: World, flow: ConsumerFlow): number {
  return world.spec.sources
    .filter(
      source => source.kafka === flow.kafka && source.topic === flow.topic,
    )
    .reduce((sum, source) => sum + source.recordsPerSecond, 0);
}

/** Tells the flows of a namespace apart. */
export function keyOf(flow: ConsumerFlow): string {
  return [flow.kafka, flow.topic, flow.by.kind, flow.by.name].join('/');
}

/** Name of the group: a query's offsets are published under the query's name. */
export function groupOf(
  flow: ConsumerFlow,
  spark: SparkWorld | undefined,
): string {
  if (flow.by.kind !== 'SparkApplication') return flow.group;
  return `spark-${spark?.query ?? flow.group.replace(/^spark-/, '')}`;
}
