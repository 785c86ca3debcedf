import type { WorkloadFacts } from '../workload';
import { elasticsearchPoints } from './elasticsearchPoints';
import { connectPoints, kafkaPoints } from './kafkaPoints';
import { kubeletPoints, podPoints } from './kubernetesPoints';
import { Target, type MetricPoint } from './metricPoint';
import { sparkPoints } from './sparkPoints';

/** All that the exporters of one cluster show at one instant, and the mark that it is simulated. Pure. */
export function pointsOf(facts: WorkloadFacts): MetricPoint[] {
  const simulated: MetricPoint[] = [];
  new Target(simulated, {}).gauge('penstock_simulated', 1);
  return [
    ...simulated,
    ...facts.kafkas.flatMap(kafkaPoints),
    ...facts.connects.flatMap(connectPoints),
    ...facts.elasticsearches.flatMap(search =>
      elasticsearchPoints(search, facts.volumes),
    ),
    ...facts.sparks.flatMap(sparkPoints),
    ...kubeletPoints(facts.volumes),
    ...podPoints(facts.pods),
  ];
}
