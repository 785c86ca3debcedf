import type { SparkApplication } from '../controllers/kinds/spark';
import { completeWorkload, type WorkloadSpec } from '../seeds/workloadSpec';
import { inNamespace, labelOf, type WorkloadObjects } from './objects';

/** Annotation that names the streaming query of a SparkApplication. */
export const STREAMING_QUERY = 'penstock.dev/streaming-query';

/** Adds the default flows of elements in a namespace that its ConfigMap leaves out. Pure. */
export function completeSpec(
  objects: WorkloadObjects,
  namespace: string,
  spec: WorkloadSpec,
): WorkloadSpec {
  const kafkas = inNamespace(objects.kafkas, namespace);
  const searches = inNamespace(objects.elasticsearches, namespace);
  const byElement = (
    list: readonly { metadata: { name: string } }[],
    element: string,
  ) => list.find(({ metadata }) => metadata.name === element)?.metadata.name;
  const elementOf = (list: typeof kafkas | typeof searches, ids: string[]) =>
    list.find(one => ids.includes(labelOf(one, 'penstock.dev/element')))
      ?.metadata.name ?? ids.map(id => byElement(list, id)).find(Boolean);
  return completeWorkload(spec, {
    kafkas: kafkas.map(({ metadata }) => metadata.name),
    topics: inNamespace(objects.topics, namespace).map(topic => ({
      kafka: labelOf(topic, 'strimzi.io/cluster'),
      topic: topic.spec.topicName ?? topic.metadata.name,
    })),
    elasticsearches: searches.map(({ metadata }) => metadata.name),
    connectors: inNamespace(objects.connectors, namespace).map(connector => {
      const connect = inNamespace(objects.connects, namespace).find(
        ({ metadata }) =>
          metadata.name === labelOf(connector, 'strimzi.io/cluster'),
      );
      const server = /^(.+?)-kafka-bootstrap/.exec(
        connect?.spec.bootstrapServers ?? '',
      )?.[1];
      const url = String(connector.spec.config?.['connection.url'] ?? '');
      const search = /^https?:\/\/(.+?)-es-http/.exec(url)?.[1];
      return {
        name: connector.metadata.name,
        kafka: kafkas.some(({ metadata }) => metadata.name === server)
          ? server
          : undefined,
        topics: String(connector.spec.config?.topics ?? '')
          .split(',')
          .map(text => text.trim())
          .filter(Boolean),
        ...(search === undefined ? {} : { elasticsearch: search }),
      };
    }),
    sparkApplications: inNamespace(objects.sparkApplications, namespace)
      .filter(
        application =>
          application.metadata.annotations?.[STREAMING_QUERY] !== undefined,
      )
      .map(application => {
        const elasticsearch = elementOf(
          searches,
          idsIn(application, 'penstock.dev/writes-to'),
        );
        return {
          name: application.metadata.name,
          kafka: elementOf(
            kafkas,
            idsIn(application, 'penstock.dev/reads-from'),
          ),
          ...(elasticsearch === undefined ? {} : { elasticsearch }),
        };
      }),
  });
}

function idsIn(application: SparkApplication, annotation: string): string[] {
  return (application.metadata.annotations?.[annotation] ?? '')
    .split(',')
    .map(id => id.trim())
    .filter(Boolean);
}
