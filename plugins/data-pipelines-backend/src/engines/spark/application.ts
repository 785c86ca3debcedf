import { ANNOTATION_SPARK_MODE, ANNOTATION_STREAMING_QUERY } from '@penstock/backstage-plugin-data-pipelines-common';
import type { InventoryReader, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { POD } from '../shared/members';
import { commaSeparated, flagAt, numberAt, textAt } from '../shared/reading';
import { SCHEDULE_LABEL, SPARK_APPLICATION } from './kinds';

const APP_LABEL = 'sparkoperator.k8s.io/app-name';
const CONNECT_LABEL = 'sparkoperator.k8s.io/connect-name';
const SUBMISSION_LABEL = 'sparkoperator.k8s.io/submission-id';
const ROLE_LABEL = 'spark-role';

/** `status.applicationState.state`; the empty text of a new application is undefined. */
export function stateOf(application: KubernetesObject): string | undefined {
  return textAt(application, 'status.applicationState.state');
}

/** A stream is named so by annotation, or restarts whatever happens. */
export function isStream(application: KubernetesObject): boolean {
  const mode = application.metadata.annotations?.[ANNOTATION_SPARK_MODE];
  return mode === undefined ? textAt(application, 'spec.restartPolicy.type') === 'Always' : mode === 'streaming';
}

/** The names of a stream's queries, as the annotation gives them: no field of the resource holds them. */
export function streamingQueries(application: KubernetesObject): readonly string[] {
  if (!isStream(application)) return [];
  const named = commaSeparated(application.metadata.annotations?.[ANNOTATION_STREAMING_QUERY]);
  return named.length > 0 ? named : [application.metadata.name];
}

/** Pods of the current submission; those of earlier ones are history. */
export function podsOf(application: KubernetesObject, role: 'driver' | 'executor', inventory: InventoryReader): readonly KubernetesObject[] {
  const submission = textAt(application, 'status.submissionID');
  return inventory
    .list(POD, {
      namespace: application.metadata.namespace,
      labels: { [APP_LABEL]: application.metadata.name, [ROLE_LABEL]: role },
    })
    .filter(pod => submission === undefined || (pod.metadata.labels?.[SUBMISSION_LABEL] ?? submission) === submission);
}

/** Pods of a SparkConnect: its server and executors. */
export function connectPodsOf(connect: KubernetesObject, inventory: InventoryReader): readonly KubernetesObject[] {
  return inventory.list(POD, { namespace: connect.metadata.namespace, labels: { [CONNECT_LABEL]: connect.metadata.name } });
}

/** The role label of a pod. */
export function roleOf(pod: KubernetesObject): string {
  return pod.metadata.labels?.[ROLE_LABEL] ?? 'server';
}

/** The runs of a schedule, newest first. */
export function runsOf(schedule: KubernetesObject, inventory: InventoryReader): readonly KubernetesObject[] {
  return [...inventory.list(SPARK_APPLICATION, { namespace: schedule.metadata.namespace, labels: { [SCHEDULE_LABEL]: schedule.metadata.name } })].sort(
    (a, b) => (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? ''),
  );
}

/** How many executors there should be; with dynamic allocation a range. */
export function executorsWanted(application: KubernetesObject): { wanted: number; most?: number } {
  const instances = numberAt(application, 'spec.executor.instances') ?? 1;
  if (flagAt(application, 'spec.dynamicAllocation.enabled') !== true) return { wanted: instances };
  return {
    wanted: numberAt(application, 'spec.dynamicAllocation.minExecutors') ?? 0,
    most: numberAt(application, 'spec.dynamicAllocation.maxExecutors') ?? Number.POSITIVE_INFINITY,
  };
}
