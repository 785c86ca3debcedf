import { define } from './definition';
import {
  each,
  FLAG,
  INT_OR_TEXT,
  keyedList,
  list,
  OPEN,
  record,
  text,
  TEXTS,
  whole,
} from './fields';
import type { Schema } from '../schema/Schema';

/** Prometheus operator 0.93. */
const GROUP = 'monitoring.coreos.com';
const DURATION: Schema = {
  type: 'string',
  pattern:
    '^(0|(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$',
};

const NAMESPACES = record({ any: FLAG, matchNames: list(text()) });

const ENDPOINT = record({
  ...each('port path scheme proxyUrl', text()),
  ...each('interval scrapeTimeout', DURATION),
  portNumber: whole(),
  targetPort: INT_OR_TEXT,
  ...each(
    'honorLabels honorTimestamps trackTimestampsStaleness followRedirects enableHttp2 filterRunning noProxy proxyFromEnvironment',
    FLAG,
  ),
  ...each(
    'params tlsConfig basicAuth oauth2 authorization bearerTokenSecret proxyConnectHeader',
    OPEN,
  ),
  bearerTokenFile: text(),
  ...each('relabelings metricRelabelings', list(OPEN)),
});

const LIMITS = {
  ...each(
    'sampleLimit targetLimit labelLimit labelNameLengthLimit labelValueLengthLimit keepDroppedTargets nativeHistogramBucketLimit',
    whole(0),
  ),
  ...each(
    'bodySizeLimit scrapeClass selectorMechanism fallbackScrapeProtocol',
    text(),
  ),
  ...each('attachMetadata nativeHistogramMinBucketFactor', OPEN),
  scrapeProtocols: list(text()),
};

const RULE = record(
  {
    ...each('record alert', text()),
    expr: INT_OR_TEXT,
    ...each('for keep_firing_for', DURATION),
    ...each('labels annotations', TEXTS),
  },
  'expr',
);

const RULES = record({
  groups: keyedList(
    'name',
    record(
      {
        name: { type: 'string', minLength: 1 },
        ...each('interval query_offset', DURATION),
        labels: TEXTS,
        limit: whole(),
        partial_response_strategy: text(),
        rules: list(RULE),
      },
      'name',
    ),
  ),
});

/** PodMonitor, ServiceMonitor, PrometheusRule. */
export const MONITORING = [
  define({
    group: GROUP,
    version: 'v1',
    kind: 'PodMonitor',
    plural: 'podmonitors',
    shortNames: ['pmon'],
    categories: ['prometheus-operator'],
    spec: record(
      {
        selector: OPEN,
        namespaceSelector: NAMESPACES,
        podMetricsEndpoints: list(ENDPOINT),
        jobLabel: text(),
        podTargetLabels: list(text()),
        ...LIMITS,
      },
      'selector',
    ),
  }),
  define({
    group: GROUP,
    version: 'v1',
    kind: 'ServiceMonitor',
    plural: 'servicemonitors',
    shortNames: ['smon'],
    categories: ['prometheus-operator'],
    spec: record(
      {
        selector: OPEN,
        namespaceSelector: NAMESPACES,
        endpoints: list(ENDPOINT),
        ...each('jobLabel serviceDiscoveryRole', text()),
        ...each('targetLabels podTargetLabels', list(text())),
        ...LIMITS,
      },
      'endpoints',
      'selector',
    ),
  }),
  define({
    group: GROUP,
    version: 'v1',
    kind: 'PrometheusRule',
    plural: 'prometheusrules',
    shortNames: ['promrule'],
    categories: ['prometheus-operator'],
    spec: RULES,
  }),
];
