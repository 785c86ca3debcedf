import { define } from './definition';
import {
  each,
  keyedList,
  list,
  OPEN,
  record,
  RESOURCES,
  text,
  whole,
} from './fields';

/** ECK 3.5; no CEL, so what the schema leaves open its webhook would judge. */
const REFERENCE = record({
  ...each('name namespace secretName serviceName', text()),
});
const SECRET_SOURCES = list(OPEN);

const CLAIM_TEMPLATE = record({
  ...each('apiVersion kind', text()),
  metadata: OPEN,
  spec: record({
    accessModes: list(text()),
    resources: RESOURCES,
    ...each(
      'storageClassName volumeMode volumeName volumeAttributesClassName',
      text(),
    ),
    ...each('selector dataSource dataSourceRef', OPEN),
  }),
  status: OPEN,
});

const NODE_SET = record(
  {
    name: { type: 'string', maxLength: 23, pattern: '[a-zA-Z0-9-]+' },
    count: whole(),
    ...each('config podTemplate', OPEN),
    resources: RESOURCES,
    zoneAwareness: record({ topologyKey: text(), zones: list(text()), maxSkew: whole(1) }),
    volumeClaimTemplates: list(CLAIM_TEMPLATE),
  },
  'name',
);

const ELASTICSEARCH_SPEC = record(
  {
    ...each('version image serviceAccountName', text()),
    nodeSets: { ...list(NODE_SET), minItems: 1 },
    volumeClaimDeletePolicy: text(
      'DeleteOnScaledownOnly',
      'DeleteOnScaledownAndClusterDeletion',
    ),
    revisionHistoryLimit: whole(),
    ...each(
      'http transport updateStrategy podDisruptionBudget monitoring remoteClusterServer',
      OPEN,
    ),
    auth: record({
      roles: list(record({ secretName: text() })),
      fileRealm: list(OPEN),
      disableElasticUser: { type: 'boolean' },
    }),
    secureSettings: SECRET_SOURCES,
    remoteClusters: keyedList('name', OPEN),
  },
  'nodeSets',
  'version',
);

const KIBANA_SPEC = record(
  {
    ...each('version image serviceAccountName', text()),
    count: whole(),
    ...each(
      'elasticsearchRef enterpriseSearchRef packageRegistryRef',
      REFERENCE,
    ),
    ...each('config http podTemplate monitoring', OPEN),
    secureSettings: SECRET_SOURCES,
    revisionHistoryLimit: whole(),
  },
  'version',
);

/** Elasticsearch and Kibana. */
export const ELASTIC = [
  define({
    group: 'elasticsearch.k8s.elastic.co',
    version: 'v1',
    kind: 'Elasticsearch',
    plural: 'elasticsearches',
    shortNames: ['es'],
    categories: ['elastic'],
    spec: ELASTICSEARCH_SPEC,
    columns: [
      ['health', '.status.health'],
      ['nodes', '.status.availableNodes'],
      ['version', '.status.version'],
      ['phase', '.status.phase'],
    ],
  }),
  define({
    group: 'kibana.k8s.elastic.co',
    version: 'v1',
    kind: 'Kibana',
    plural: 'kibanas',
    shortNames: ['kb'],
    categories: ['elastic'],
    spec: KIBANA_SPEC,
    columns: [
      ['health', '.status.health'],
      ['nodes', '.status.availableNodes'],
      ['version', '.status.version'],
    ],
  }),
];
