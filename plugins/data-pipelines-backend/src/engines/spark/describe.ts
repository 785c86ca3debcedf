import type { StatusWord } from '@penstock/backstage-plugin-data-pipelines-common';
import { ANNOTATION_CONSUMER_GROUP, ANNOTATION_TITLE } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ElementDescription, InventoryReader, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { referenceTo } from '../shared/finding';
import { memberOf } from '../shared/members';
import { commaSeparated, fieldsAt, textAt } from '../shared/reading';
import { connectPodsOf, isStream, podsOf, roleOf, runsOf, stateOf, streamingQueries } from './application';
import { volumesOf } from './volumes';

function titled(root: KubernetesObject): string {
  return root.metadata.annotations?.[ANNOTATION_TITLE] ?? root.metadata.name;
}

function versioned(version: string | undefined) {
  return version === undefined ? {} : { version };
}

/** Groups under which a stream shows its offsets: Spark commits none itself, a listener publishes them as `spark-<query>`. */
function groupsOf(application: KubernetesObject): readonly string[] {
  const named = commaSeparated(application.metadata.annotations?.[ANNOTATION_CONSUMER_GROUP]);
  return named.length > 0 ? named : streamingQueries(application).map(query => `spark-${query}`);
}

/** The part of each metric's name that stands for the application; by default its id, new in every run. */
function metricsNamespace(application: KubernetesObject): string {
  const named = fieldsAt(application, 'spec.sparkConf')['spark.metrics.namespace'];
  if (typeof named === 'string' && named !== '') return named;
  return textAt(application, 'status.sparkApplicationId') ?? '';
}

/** A SparkApplication: driver, executors and their volumes. */
export function describeApplication(application: KubernetesObject, inventory: InventoryReader): ElementDescription {
  const roles = ['driver', 'executor'] as const;
  return {
    title: titled(application),
    ...versioned(textAt(application, 'spec.sparkVersion')),
    members: roles.flatMap(role => podsOf(application, role, inventory).map(pod => memberOf(pod, role, inventory))),
    volumes: volumesOf(application, inventory),
    parts: [],
    queryScope: {
      namespace: application.metadata.namespace ?? '',
      name: application.metadata.name,
      extra: { metricsNamespace: metricsNamespace(application), queries: streamingQueries(application).join(',') },
    },
    streaming: isStream(application),
    readsAs: groupsOf(application),
  };
}

const RUN_WORDS: Record<string, StatusWord> = {
  COMPLETED: 'Healthy',
  RUNNING: 'Healthy',
  SUCCEEDING: 'Healthy',
  FAILED: 'Critical',
  SUBMITTED: 'Progressing',
  PENDING_RERUN: 'Progressing',
  INVALIDATING: 'Progressing',
  RESUMING: 'Progressing',
  FAILING: 'Warning',
  SUBMISSION_FAILED: 'Warning',
  SUSPENDING: 'Paused',
  SUSPENDED: 'Paused',
};

/** A ScheduledSparkApplication: its runs as parts, the newest run's pods as members. */
export function describeSchedule(schedule: KubernetesObject, inventory: InventoryReader): ElementDescription {
  const runs = runsOf(schedule, inventory);
  const newest = runs.length > 0 ? describeApplication(runs[0], inventory) : undefined;
  return {
    title: titled(schedule),
    ...versioned(textAt(schedule, 'spec.template.sparkVersion')),
    members: newest?.members ?? [],
    volumes: newest?.volumes ?? [],
    parts: runs.map(run => {
      const state = stateOf(run);
      return {
        object: referenceTo(inventory.cluster, run),
        role: 'run',
        word: state === undefined ? 'Progressing' : (RUN_WORDS[state] ?? 'Unknown'),
        summary: `${state ?? 'not submitted yet'}, started ${run.metadata.creationTimestamp ?? 'at an unknown time'}`,
      };
    }),
    queryScope: { namespace: schedule.metadata.namespace ?? '', name: schedule.metadata.name },
    streaming: false,
  };
}

/** A SparkConnect: its server and executors. */
export function describeSparkConnect(connect: KubernetesObject, inventory: InventoryReader): ElementDescription {
  return {
    title: titled(connect),
    ...versioned(textAt(connect, 'spec.sparkVersion')),
    members: connectPodsOf(connect, inventory).map(pod => memberOf(pod, roleOf(pod), inventory)),
    volumes: [],
    parts: [],
    queryScope: { namespace: connect.metadata.namespace ?? '', name: connect.metadata.name },
    streaming: false,
  };
}
