import { KubernetesObject, Resource } from '../../client';
import {
  CONFIG_MAPS,
  DISRUPTION_BUDGETS,
  Secret,
  SECRETS,
  Service,
  SERVICES,
} from '../kinds/core';
import { Elasticsearch } from '../kinds/eck';
import { controllerOf } from '../engine/owner';
import { hex } from '../engine/seeded';
import {
  CLUSTER_NAME,
  clusterLabels,
  selectorLabels,
  STATEFUL_SET_NAME,
  statefulSetName,
} from './names';

type Child = { resource: Resource; object: KubernetesObject };

/** Secrets that ECK deletes itself, so they carry no owner reference. */
const UNOWNED = ['elastic-user', 'http-certs-public', 'transport-certs-public'];
const SECRETS_OF_CLUSTER: Record<string, string[]> = {
  'elastic-user': ['elastic'],
  'internal-users': ['elastic-internal', 'elastic-internal-probe'],
  'xpack-file-realm': ['roles.yml', 'service_tokens', 'users', 'users_roles'],
  'http-ca-internal': ['tls.crt', 'tls.key'],
  'http-certs-internal': ['ca.crt', 'tls.crt', 'tls.key'],
  'http-certs-public': ['ca.crt', 'tls.crt'],
  'transport-ca-internal': ['tls.crt', 'tls.key'],
  'transport-certs-public': ['ca.crt'],
  'remote-ca': ['ca.crt'],
  'file-settings': ['settings.json'],
};

/** Services, secrets, ConfigMaps and budget of an Elasticsearch. Certificates and passwords are placeholders. */
export function elasticsearchChildren(es: Elasticsearch): Child[] {
  const perSet = es.spec.nodeSets.flatMap<Child>(nodeSet => {
    const name = statefulSetName(es, nodeSet);
    const labels = {
      ...clusterLabels(es),
      [STATEFUL_SET_NAME]: name,
    };
    return [
      {
        resource: SERVICES,
        object: service(es, nodeSet.name, {
          headless: true,
          port: ['https', 9200],
          selector: selectorLabels(es, nodeSet),
        }),
      },
      ...['config', 'transport-certs'].map(suffix => ({
        resource: SECRETS,
        object: secret(es, `${nodeSet.name}-es-${suffix}`, [], labels),
      })),
    ];
  });
  return [
    ...services(es).map(object => ({ resource: SERVICES, object })),
    ...Object.entries(SECRETS_OF_CLUSTER).map(([suffix, keys]) => ({
      resource: SECRETS,
      object: secret(es, suffix, keys, clusterLabels(es)),
    })),
    ...['scripts', 'unicast-hosts'].map(suffix => ({
      resource: CONFIG_MAPS,
      object: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: meta(es, suffix),
        data: {},
      },
    })),
    ...perSet,
    ...(disablesBudget(es)
      ? []
      : [{ resource: DISRUPTION_BUDGETS, object: budget(es) }]),
  ];
}

/** Number of nodes that the spec asks for. */
export function nodesOf(es: Elasticsearch): number {
  return es.spec.nodeSets.reduce((sum, { count }) => sum + count, 0);
}

/** `podDisruptionBudget: {}` means none. */
export function disablesBudget(es: Elasticsearch): boolean {
  const own = es.spec.podDisruptionBudget;
  return own !== undefined && JSON.stringify(own) === '{}';
}

function meta(
  es: Elasticsearch,
  suffix: string,
  labels = clusterLabels(es),
): KubernetesObject['metadata'] {
  return {
    name: `${es.metadata.name}-es-${suffix}`,
    namespace: es.metadata.namespace,
    labels,
    ownerReferences: [controllerOf(es)],
  };
}

function services(es: Elasticsearch): Service[] {
  const selector = {
    'common.k8s.elastic.co/type': 'elasticsearch',
    [CLUSTER_NAME]: es.metadata.name,
  };
  return [
    service(es, 'http', { port: ['https', 9200], selector }),
    service(es, 'internal-http', { port: ['https', 9200], selector }),
    service(es, 'transport', {
      headless: true,
      port: ['tls-transport', 9300],
      selector,
    }),
  ];
}

function service(
  es: Elasticsearch,
  suffix: string,
  parts: {
    headless?: boolean;
    port: [string, number];
    selector: Record<string, string>;
  },
): Service {
  const [name, port] = parts.port;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: meta(es, suffix),
    spec: {
      type: 'ClusterIP',
      ...(parts.headless
        ? { clusterIP: 'None', publishNotReadyAddresses: true }
        : {}),
      selector: parts.selector,
      ports: [{ name, protocol: 'TCP', port, targetPort: port }],
    },
  };
}

function secret(
  es: Elasticsearch,
  suffix: string,
  keys: string[],
  labels: Record<string, string>,
): Secret {
  const { ownerReferences, ...rest } = meta(es, suffix, labels);
  const unowned = UNOWNED.includes(suffix);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      ...rest,
      ...(unowned
        ? {
            labels: {
              ...labels,
              'eck.k8s.elastic.co/owner-kind': 'Elasticsearch',
              'eck.k8s.elastic.co/owner-name': es.metadata.name,
              'eck.k8s.elastic.co/owner-namespace': es.metadata.namespace ?? '',
            },
          }
        : { ownerReferences }),
    },
    type: 'Opaque',
    stringData: Object.fromEntries(
      keys.map(key => [key, `simulated-${hex(16, rest.name, key)}`]),
    ),
  };
}

function budget(es: Elasticsearch): KubernetesObject & { spec: object } {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: meta(es, 'default'),
    spec: {
      minAvailable: nodesOf(es),
      selector: { matchLabels: { [CLUSTER_NAME]: es.metadata.name } },
    },
  };
}
