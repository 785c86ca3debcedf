import { KubernetesObject } from '../client';
import { Silenceable } from '../faults/StandingOrders';
import { elasticsearchTable } from './eck/elasticsearch.table';
import { Stage, Table } from './engine/table';
import { podsTable } from './pods/pods.table';
import { scheduledTable } from './spark/scheduled.table';
import { sparkApplicationsTable } from './spark/sparkApplications.table';
import { attributesTable } from './storage/attributes.table';
import { claimsTable } from './storage/claims.table';
import { contentsTable } from './storage/contents.table';
import { groupContentsTable } from './storage/groupContents.table';
import { groupsTable } from './storage/groups.table';
import {
  snapshotClaimsTable,
  snapshotsTable,
} from './storage/snapshots.table';
import { volumesTable } from './storage/volumes.table';
import { connectTable } from './strimzi/connect.table';
import { connectorsTable } from './strimzi/connectors.table';
import { kafkaTable } from './strimzi/kafka.table';
import { podSetsTable } from './strimzi/podSets.table';
import { topicsTable } from './strimzi/topics.table';
import { usersTable } from './strimzi/users.table';
import {
  deploymentsTable,
  replicaSetsTable,
} from './workloads/deployments.table';
import { statefulSetsTable } from './workloads/statefulSets.table';

/** The operators, the scheduler, the kubelet and the storage driver. */
export const OPERATOR_TABLES: Table[] = [
  ...playedBy('storage', [
    erased(claimsTable),
    erased(attributesTable),
    erased(volumesTable),
  ]),
  ...playedBy('snapshots', [
    erased(snapshotsTable),
    erased(snapshotClaimsTable),
    erased(contentsTable),
    erased(groupsTable),
    erased(groupContentsTable),
  ]),
  erased(podsTable),
  ...playedBy('strimzi', [
    erased(kafkaTable),
    erased(podSetsTable),
    erased(topicsTable),
    erased(usersTable),
    erased(connectTable),
    erased(connectorsTable),
  ]),
  ...playedBy('eck', [erased(elasticsearchTable)]),
  ...playedBy('spark', [
    erased(sparkApplicationsTable),
    erased(scheduledTable),
  ]),
];

/** Workload controllers of kube-controller-manager, for clusters that have none. Garbage and budgets are left to the cluster. */
export const CONTROLLER_MANAGER_TABLES: Table[] = [
  erased(statefulSetsTable),
  erased(deploymentsTable),
  erased(replicaSetsTable),
];

/** Tables that fall silent together. */
function playedBy(controller: Silenceable, tables: Table[]): Table[] {
  return tables.map(table => ({ ...table, controller }));
}

/**
 * Forgets the type of the subjects, so that tables of different kinds fit in
 * one list. Each stage is handed only objects of the table's own resource.
 */
export function erased<T extends KubernetesObject>(table: Table<T>): Table {
  const { subject } = table;
  const isSubject = (object: KubernetesObject): object is T =>
    object.kind === subject.kind;
  return {
    ...table,
    stages: table.stages.map<Stage<KubernetesObject>>(stage => ({
      name: stage.name,
      when: (object, view, now) =>
        isSubject(object) && stage.when(object, view, now),
      delay: (object, view, now) => {
        if (typeof stage.delay !== 'function') {
          return stage.delay;
        }
        return isSubject(object) ? stage.delay(object, view, now) : { ms: 0 };
      },
      effects: (object, view, now) =>
        isSubject(object) ? stage.effects(object, view, now) : [],
    })),
  };
}
