import { Elasticsearch, NodeSet } from '../kinds/eck';
import { wouldChange } from '../engine/table';
import { hasRole, statefulSetName } from './names';

const MASTERS = 'elasticsearch.k8s.elastic.co/initial-master-nodes';

/**
 * The empty defaults that ECK writes into the spec on the first reconcile
 * (generation 1 -> 2), as a merge patch; undefined when they stand there.
 */
export function defaultsPatch(es: Elasticsearch): object | undefined {
  const spec = {
    http: {
      service: { metadata: {}, spec: {} },
      tls: { certificate: {}, client: {} },
    },
    monitoring: { logs: {}, metrics: {} },
    remoteClusterServer: { service: { metadata: {}, spec: {} } },
    transport: {
      service: { metadata: {}, spec: {} },
      tls: { certificate: {}, certificateAuthorities: {} },
    },
    updateStrategy: { changeBudget: {} },
    nodeSets: es.spec.nodeSets.map(withMetadata),
  };
  const written = es.metadata.annotations?.[MASTERS] !== undefined;
  if (written && !wouldChange(es.spec, { nodeSets: spec.nodeSets })) {
    return undefined;
  }
  return {
    metadata: {
      annotations: {
        [MASTERS]: masterNodes(es),
        'eck.k8s.elastic.co/orchestration-hints':
          '{"no_transient_settings":false,"service_accounts":true}',
      },
    },
    spec,
  };
}

function withMetadata(nodeSet: NodeSet): NodeSet {
  return {
    ...nodeSet,
    podTemplate: { metadata: {}, ...nodeSet.podTemplate },
  };
}

function masterNodes(es: Elasticsearch): string {
  return es.spec.nodeSets
    .filter(nodeSet => hasRole(nodeSet, 'master'))
    .flatMap(nodeSet =>
      Array.from(
        { length: nodeSet.count },
        (_, ordinal) => `${statefulSetName(es, nodeSet)}-${ordinal}`,
      ),
    )
    .join();
}
