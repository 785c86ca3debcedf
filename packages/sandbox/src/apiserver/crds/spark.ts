import { define } from './definition';
import {
  each,
  FLAG,
  INT_OR_TEXT,
  list,
  OPEN,
  record,
  text,
  TEXTS,
  whole,
} from './fields';
import type { Schema } from '../schema/Schema';

/** Spark operator 2.5. */
const GROUP = 'sparkoperator.k8s.io';

const POD: { [name: string]: Schema } = {
  cores: whole(1),
  ...each(
    'coreLimit coreRequest memory memoryLimit memoryOverhead image serviceAccount schedulerName priorityClassName javaOptions',
    text(),
  ),
  ...each('envVars labels annotations nodeSelector', TEXTS),
  ...each(
    'gpu affinity podSecurityContext securityContext dnsConfig template lifecycle envSecretKeyRefs',
    OPEN,
  ),
  ...each(
    'env envFrom volumeMounts tolerations sidecars initContainers hostAliases configMaps secrets ports',
    list(OPEN),
  ),
  ...each('hostNetwork shareProcessNamespace', FLAG),
  terminationGracePeriodSeconds: whole(),
};

const DRIVER = record({
  ...POD,
  ...each('podName kubernetesMaster', text()),
  ...each('serviceAnnotations serviceLabels', TEXTS),
});

const EXECUTOR = record({
  ...POD,
  instances: whole(1),
  deleteOnTermination: FLAG,
});

const RESTART = record({
  type: text('Never', 'Always', 'OnFailure'),
  ...each('onFailureRetries onSubmissionFailureRetries', whole(0)),
  ...each('onFailureRetryInterval onSubmissionFailureRetryInterval', whole(1)),
});

const APPLICATION = record(
  {
    type: text('Java', 'Python', 'Scala', 'R'),
    mode: text('cluster', 'client', 'in-cluster-client'),
    ...each(
      'sparkVersion proxyUser image imagePullPolicy sparkConfigMap hadoopConfigMap mainClass mainApplicationFile memoryOverheadFactor batchScheduler',
      text(),
    ),
    pythonVersion: text('2', '3'),
    ...each('imagePullSecrets arguments', list(text())),
    ...each('sparkConf hadoopConf nodeSelector', TEXTS),
    ...each(
      'deps monitoring batchSchedulerOptions sparkUIOptions dynamicAllocation',
      OPEN,
    ),
    ...each('volumes driverIngressOptions', list(OPEN)),
    ...each('failureRetries', whole()),
    retryInterval: whole(),
    timeToLiveSeconds: whole(),
    suspend: FLAG,
    driver: DRIVER,
    executor: EXECUTOR,
    restartPolicy: RESTART,
  },
  'driver',
  'executor',
  'mainApplicationFile',
  'sparkVersion',
  'type',
);

const SCHEDULED = record(
  {
    ...each('schedule timeZone', text()),
    template: APPLICATION,
    suspend: FLAG,
    concurrencyPolicy: text('Allow', 'Forbid', 'Replace'),
    ...each('successfulRunHistoryLimit failedRunHistoryLimit', whole()),
  },
  'schedule',
  'template',
);

const CONNECT = record(
  {
    ...each('sparkVersion image', text()),
    ...each('sparkConf hadoopConf', TEXTS),
    dynamicAllocation: OPEN,
    server: record({
      cores: whole(1),
      memory: text(),
      ...each('service template', OPEN),
    }),
    executor: record({
      instances: whole(0),
      cores: whole(1),
      memory: text(),
      template: OPEN,
    }),
    port: INT_OR_TEXT,
  },
  'executor',
  'server',
  'sparkVersion',
);

/** SparkApplication, ScheduledSparkApplication, SparkConnect. */
export const SPARK = [
  define({
    group: GROUP,
    version: 'v1beta2',
    kind: 'SparkApplication',
    plural: 'sparkapplications',
    shortNames: ['sparkapp'],
    spec: APPLICATION,
    columns: [
      ['Status', '.status.applicationState.state'],
      ['Attempts', '.status.executionAttempts'],
    ],
  }),
  define({
    group: GROUP,
    version: 'v1beta2',
    kind: 'ScheduledSparkApplication',
    plural: 'scheduledsparkapplications',
    shortNames: ['scheduledsparkapp'],
    spec: SCHEDULED,
    columns: [
      ['Schedule', '.spec.schedule'],
      ['Status', '.status.scheduleState'],
    ],
  }),
  define({
    group: GROUP,
    version: 'v1alpha1',
    kind: 'SparkConnect',
    plural: 'sparkconnects',
    shortNames: ['sparkconn'],
    spec: CONNECT,
    columns: [['Status', '.status.state']],
  }),
];
