import type { Cluster, Element, Measure, Pipeline } from '@penstock/backstage-plugin-data-pipelines-common';

const AT = '2026-01-01T00:00:00Z';
const none: Measure = { state: 'not-measured', reason: 'no source in this test' };

/** A cluster that can be seen in every respect, unless told otherwise. */
export function cluster(name: string, over: Partial<Cluster> = {}): Cluster {
  return {
    name,
    title: name,
    reachable: { state: 'reachable' },
    freshness: { state: 'fresh', observedAt: AT },
    capabilities: [
      { id: 'engine:kafka', title: 'Kafka', answer: 'yes' },
      { id: 'engine:spark', title: 'Spark', answer: 'yes' },
    ],
    storageClasses: [],
    pipelineCount: 0,
    elementCount: 0,
    simulated: false,
    ...over,
  };
}

/** A cluster that does not answer. */
export function deadCluster(name: string): Cluster {
  return cluster(name, {
    reachable: { state: 'unreachable', class: 'refused', reason: 'Connection refused.', since: AT },
    freshness: { state: 'unknown', reason: 'Connection refused.', lastObservedAt: AT },
  });
}

/** An element of the pipeline orders in prod-north. */
export function element(id: string, over: Partial<Element> = {}): Element {
  const engine = over.engine ?? 'kafka';
  return {
    id,
    title: id,
    engine,
    object: { cluster: 'prod-north', apiVersion: 'kafka.strimzi.io/v1', kind: 'Kafka', namespace: 'orders', name: id },
    entityRef: `${engine === 'spark' ? 'component' : 'resource'}:default/${id}`,
    pipeline: 'orders',
    readsFrom: [],
    writesTo: [],
    health: { word: 'Healthy', cause: 'All measures in target', findings: [] },
    measures: [],
    members: [],
    volumes: [],
    freshness: { state: 'fresh', observedAt: AT },
    simulated: false,
    ...over,
  };
}

/** A pipeline of these elements; each link is written as `from>to`. */
export function pipeline(name: string, elements: Element[], links: string[] = []): Pipeline {
  return {
    summary: {
      name,
      title: name,
      entityRef: `system:default/${name}`,
      clusters: [...new Set(elements.map(({ object }) => object.cluster))],
      engines: [...new Set(elements.map(({ engine }) => engine))],
      elementCount: elements.length,
      health: { word: 'Healthy', cause: 'All measures in target', findings: [] },
      measures: {
        latency: none,
        backlogTime: none,
        backlogMessages: none,
        produceRate: none,
        fullestVolume: none,
        fullIn: none,
        recoveryPointAge: none,
      },
      freshness: { state: 'fresh', observedAt: AT },
      simulated: false,
    },
    elements,
    flow: links.map(link => {
      const [from, to] = link.split('>');
      return { from, to, backlogTime: none, backlogMessages: none };
    }),
  };
}
