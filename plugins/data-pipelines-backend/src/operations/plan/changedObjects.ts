import type { FieldChange, KubernetesObject, ObjectKey, PlannedAct, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import { leftoverKey } from '../../recovery/derivedLeftovers';
import { canonical } from './canonical';
import type { World } from './World';

type Patch = Extract<PlannedAct, { act: 'patch' }>;

/**
 * What a plan does to an object that was there before. `lasting` sets fields
 * for good and `passing` gives them back, `pausing` within a pause of writes;
 * `adding` sets only fields that nobody states, such as labels and annotations
 * of its own; `replaced` deletes it and makes it again.
 */
export type Touch = 'lasting' | 'passing' | 'pausing' | 'adding' | 'replaced' | 'deleted';

/** An object that a plan changes. */
export interface ChangedObject {
  key: ObjectKey;
  /** Absent where neither the plan nor the inventory has it. */
  object?: KubernetesObject;
  touch: Touch;
  /** Of a lasting change: the fields with their first and their last value. */
  changes: readonly FieldChange[];
}

/** All that a plan does with one key, in order. */
interface Story {
  key: ObjectKey;
  patches: Patch[];
  /** All patches are of steps that pause or resume writes. */
  pauses: boolean;
  deleted: boolean;
  made: boolean;
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/** The object behind a key: whole where the plan read it, else as the inventory, or its element, has it. */
export function objectBehind(key: ObjectKey, world: World): KubernetesObject | undefined {
  const { apiVersion, cluster, kind, namespace, name } = key;
  const known = () => world.reader(cluster).get({ group: groupOf(apiVersion), kind }, { name, ...(namespace === undefined ? {} : { namespace }) });
  const isRoot = (object: KubernetesObject) => object.kind === kind && object.metadata.name === name && object.metadata.namespace === namespace && groupOf(object.apiVersion) === groupOf(apiVersion);
  return world.live(key) ?? known() ?? world.elements.find(element => element.cluster === cluster && isRoot(element.root))?.root;
}

function keyOfManifest({ cluster, object: { apiVersion, kind, metadata } }: Extract<PlannedAct, { act: 'create' }>): ObjectKey {
  const { namespace, name } = metadata;
  return { cluster, apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

function storiesOf(steps: readonly PlannedStep[]): Story[] {
  const stories = new Map<string, Story>();
  const storyOf = (key: ObjectKey): Story => {
    const text = leftoverKey(key);
    const story = stories.get(text) ?? { key, patches: [], pauses: true, deleted: false, made: false };
    stories.set(text, story);
    return story;
  };
  for (const { acts, pause, resumes } of steps) {
    for (const act of acts) {
      // one without a uid is made by the operation itself
      if (act.act === 'patch' && act.uid !== undefined) {
        const story = storyOf(act.target);
        story.patches.push(act);
        story.pauses &&= pause !== undefined || resumes !== undefined;
      } else if (act.act === 'delete' && act.uid !== undefined) storyOf(act.target).deleted = true;
      else if (act.act === 'create') storyOf(keyOfManifest(act)).made = true;
    }
  }
  return [...stories.values()].filter(({ patches, deleted }) => deleted || patches.length > 0);
}

/** One entry for each field: from what it has before the plan to what it has after it. */
function netChanges(patches: readonly Patch[]): FieldChange[] {
  const net = new Map<string, FieldChange>();
  for (const { path, from, to } of patches.flatMap(({ changes }) => changes)) {
    const key = canonical(path);
    const before = net.has(key) ? net.get(key)?.from : from;
    net.set(key, { path, ...(before === undefined ? {} : { from: before }), ...(to === undefined ? {} : { to }) });
  }
  return [...net.values()];
}

/** Deployment tools keep to the fields that their source states; lists they write as a whole. */
function isUnstated({ path, from }: FieldChange): boolean {
  return from === undefined && path.every(step => typeof step === 'string');
}

function isMark(change: FieldChange): boolean {
  const [first, second] = change.path;
  return first === 'metadata' && (second === 'labels' || second === 'annotations') && isUnstated(change);
}

function touchOf({ deleted, made, pauses }: Story, net: readonly FieldChange[], lasting: readonly FieldChange[]): Touch {
  if (deleted) return made ? 'replaced' : 'deleted';
  if (lasting.length > 0) return net.every(isMark) ? 'adding' : 'lasting';
  if (net.every(isUnstated)) return 'adding';
  return pauses ? 'pausing' : 'passing';
}

/** The objects, not made by the operation, that the steps patch, replace or delete; each once. Pure. */
export function changedObjects(steps: readonly PlannedStep[], world: World): ChangedObject[] {
  return storiesOf(steps).map(story => {
    const object = objectBehind(story.key, world);
    const net = netChanges(story.patches);
    const changes = net.filter(({ from, to }) => canonical(from) !== canonical(to));
    const touch = touchOf(story, net, changes);
    return { key: story.key, touch, changes: touch === 'lasting' ? changes : [], ...(object === undefined ? {} : { object }) };
  });
}
