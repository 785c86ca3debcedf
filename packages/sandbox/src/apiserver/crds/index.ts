import type { JsonObject } from '../json';
import { ELASTIC } from './elastic';
import { MONITORING } from './monitoring';
import { GROUP_SNAPSHOTS, SNAPSHOTS } from './snapshots';
import { SPARK } from './spark';
import { STRIMZI } from './strimzi';

const EVERYWHERE: JsonObject[] = [
  ...STRIMZI,
  ...ELASTIC,
  ...SPARK,
  ...MONITORING,
  ...SNAPSHOTS,
];

/** Clusters whose snapshot controller knows groups; the others make do without, as many do. */
const WITH_GROUPS = ['prod-north'];

/** The CustomResourceDefinitions of a cluster's operators and of its snapshot controller, in our own words: the fields that pipelines use. */
export function definitionsOf(cluster: string): JsonObject[] {
  return servesGroups(cluster)
    ? [...EVERYWHERE, ...GROUP_SNAPSHOTS]
    : EVERYWHERE;
}

/** Whether a cluster serves `groupsnapshot.storage.k8s.io`. */
export function servesGroups(cluster: string): boolean {
  return WITH_GROUPS.includes(cluster);
}
