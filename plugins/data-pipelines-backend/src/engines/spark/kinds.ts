import type { WatchedKind } from '@penstock/backstage-plugin-data-pipelines-node';
import { GITOPS_ANNOTATIONS, GITOPS_MANAGERS } from '../shared/gitOps';

const GROUP = 'sparkoperator.k8s.io';
const LINKS = ['penstock.dev/*'] as const;

/** The keys that the rules read, and no other: a conf may hold credentials. */
const CONF_KEYS = ['spark.metrics.namespace', 'spark.kubernetes.*.options.claimName'];

/** What is kept of a template, for applications and for schedules alike. */
function templateFields(prefix: string): string[] {
  const fields = ['sparkVersion', 'restartPolicy', 'executor.instances', 'dynamicAllocation', 'suspend', 'volumes.*.persistentVolumeClaim.claimName', 'driver.volumeMounts', 'executor.volumeMounts'];
  return [...fields, ...CONF_KEYS.map(key => `sparkConf["${key}"]`)].map(field => `${prefix}.${field}`);
}

/** A batch job or a stream; also each run of a schedule. It has no observedGeneration. */
export const SPARK_APPLICATION: WatchedKind = {
  group: GROUP,
  kind: 'SparkApplication',
  versions: ['v1beta2'],
  keep: [
    ...templateFields('spec'),
    'status.applicationState',
    'status.driverInfo.podName',
    'status.executorState',
    'status.executionAttempts',
    'status.submissionAttempts',
    'status.submissionID',
    'status.lastSubmissionAttemptTime',
    'status.terminationTime',
    'status.sparkApplicationId',
  ],
  keepAnnotations: [...LINKS, ...GITOPS_ANNOTATIONS],
  keepManagers: GITOPS_MANAGERS,
};

export const SCHEDULED_SPARK_APPLICATION: WatchedKind = {
  group: GROUP,
  kind: 'ScheduledSparkApplication',
  versions: ['v1beta2'],
  keep: ['spec.schedule', 'spec.suspend', ...templateFields('spec.template'), 'status.scheduleState', 'status.reason', 'status.lastRun', 'status.nextRun', 'status.lastRunName'],
  keepAnnotations: [...LINKS, ...GITOPS_ANNOTATIONS],
  keepManagers: GITOPS_MANAGERS,
};

export const SPARK_CONNECT: WatchedKind = {
  group: GROUP,
  kind: 'SparkConnect',
  versions: ['v1alpha1'],
  keep: ['spec.sparkVersion', 'spec.executor.instances', 'spec.dynamicAllocation', 'status.state', 'status.conditions', 'status.executors', 'status.server.podName'],
  keepAnnotations: LINKS,
};

/** Label by which a run names its schedule. */
export const SCHEDULE_LABEL = 'sparkoperator.k8s.io/scheduled-app-name';
