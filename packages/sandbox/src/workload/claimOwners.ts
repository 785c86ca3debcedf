import type { PersistentVolumeClaim } from '../controllers/kinds/core';
import { labelOf } from './objects';

/**
 * Whether a claim holds data of a Kafka. Claims that a restore made may lack
 * the operator's labels; their names are as good.
 */
export function isOfKafka(
  claim: PersistentVolumeClaim,
  kafka: string,
): boolean {
  return (
    labelOf(claim, 'strimzi.io/cluster') === kafka ||
    new RegExp(`^data-(\\d+-)?${literal(kafka)}-.+-\\d+$`).test(
      claim.metadata.name,
    )
  );
}

/** Whether a claim holds data of an Elasticsearch, by label or by name. */
export function isOfElasticsearch(
  claim: PersistentVolumeClaim,
  elasticsearch: string,
): boolean {
  return (
    labelOf(claim, 'elasticsearch.k8s.elastic.co/cluster-name') ===
      elasticsearch ||
    claim.metadata.name.startsWith(`elasticsearch-data-${elasticsearch}-es-`)
  );
}

function literal(name: string): string {
  return name.replace(/[.]/g, '\\.');
}
