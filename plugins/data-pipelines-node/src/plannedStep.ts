import type { JsonObject, JsonValue } from '@backstage/types';
import type { KubernetesObject } from './kubernetes';
import type { MetricReader } from './metricAnswer';

/** Names one object of one cluster, as the API server takes it. @public */
export interface ObjectKey {
  cluster: string;
  /** e.g. `v1` or `kafka.strimzi.io/v1`. */
  apiVersion: string;
  kind: string;
  /** Absent for kinds without namespaces. */
  namespace?: string;
  name: string;
}

/** A whole object as it would be given to `kubectl create`. @public */
export interface PlannedManifest extends JsonObject {
  apiVersion: string;
  kind: string;
  metadata: JsonObject & { name: string; namespace?: string };
}

/**
 * One field and its two values. The executor writes it only while the field
 * still has the value `from`, and counts it as done when it has the value `to`.
 * @public
 */
export interface FieldChange {
  /** Keys and indices from the root of the object. */
  path: readonly (string | number)[];
  /** What the field has now; absent when it is not there. */
  from?: JsonValue;
  /** What it is to have; absent takes it away. */
  to?: JsonValue;
  /** Of a field that is taken away: how many of the maps above it go with it, as long as nothing else is left in them. Absent: none. */
  emptied?: number;
}

/**
 * One write to one cluster. Acts are data: nothing of them is decided while
 * they run, and each can be repeated without another effect.
 * @public
 */
export type PlannedAct =
  | {
      act: 'create';
      cluster: string;
      /** Its name is a function of the operation; labels and annotations of the operation are in it. */
      object: PlannedManifest;
    }
  | {
      act: 'patch';
      target: ObjectKey;
      /** The object that the plan saw; another one of the same name is left alone. Absent for one that the operation makes itself. */
      uid?: string;
      subresource?: 'status';
      changes: readonly FieldChange[];
      /**
       * The patch follows the deletion of this object, e.g. frees a volume of its
       * claim. It is left out where the object was never deleted, and where the
       * field has got another value since.
       */
      afterGone?: ObjectKey & { uid: string };
    }
  | {
      act: 'delete';
      target: ObjectKey;
      /** As for a patch; without it only an object that carries the operation's label goes. */
      uid?: string;
      propagation: 'background' | 'foreground' | 'orphan';
    }
  | {
      act: 'derive';
      /** Name of a registered {@link Derivation}; its acts follow from what earlier steps found. */
      by: string;
      params: JsonObject;
    };

/** Objects of kinds without namespace that a field names, e.g. the content to which a snapshot is bound. @public */
export interface FollowedField {
  apiVersion: string;
  kind: string;
  /** Keys from the root of the object to the name. */
  path: readonly string[];
}

/**
 * Which objects an observer is shown: one by name, or all with the labels.
 * Read from the API server, never from a cache. With `follow` it is shown, too,
 * what that field of each of them names, as if it had been asked for by name.
 * @public
 */
export type Watched = (
  | ({ by: 'name' } & ObjectKey)
  | { by: 'labels'; cluster: string; apiVersion: string; kind: string; namespace: string; labels: Record<string, string> }
) & { follow?: FollowedField };

/** Measures of one element that an observer is shown; its metrics source is asked anew at each look. @public */
export interface WatchedMetrics {
  cluster: string;
  /** Id of the element. */
  element: string;
  /** Keys of its engine's queries; asked in this order, so that a later answer is never older than an earlier one. */
  keys: readonly string[];
}

/** What must be seen before the next step. @public */
export interface PlannedWait {
  /** Name of a registered {@link Observer}. */
  observer: string;
  objects: readonly Watched[];
  /** Absent: no measure is asked for. */
  metrics?: readonly WatchedMetrics[];
  /** What the observer compares with. */
  params: JsonObject;
}

/** Pausing of writes, which is owed a resume. @public */
export interface PlannedPause {
  /** From the first write of the step until the watchdog resumes. */
  limitSeconds: number;
  /** Undo the pause; repeatable, in any state that the pause may have reached. */
  resume: readonly PlannedAct[];
}

/** What a step is shown as while it runs. @public */
export type StepPhase = 'Quiescing' | 'Cutting' | 'Running' | 'Finalizing';

/**
 * One step of an operation: writes, then a wait. Steps run one after another;
 * what runs in parallel is one step with many acts.
 * @public
 */
export interface PlannedStep {
  /** Unique in its plan, e.g. `grow/broker`. */
  id: string;
  /** For people; nothing may depend on it. */
  title: string;
  /** For people. */
  detail?: string;
  phase: StepPhase;
  /** Id of the element that it is about. */
  element?: string;
  acts: readonly PlannedAct[];
  /** Absent: done as soon as all acts are. */
  wait?: PlannedWait;
  /** Performed, in this order, when the operation fails or is cancelled after the step began. Absent: nothing is left behind. */
  undo?: readonly PlannedAct[];
  /** What must be seen after the undo. */
  undoWait?: PlannedWait;
  /** Longest time for the undo and its wait, in seconds; as for the step itself where it is absent. */
  undoSeconds?: number;
  /** Once this step began the operation goes only forward. */
  pointOfNoReturn?: true;
  /** The step pauses writes. */
  pause?: PlannedPause;
  /** The step takes back the pause of the step named; the watchdog is released by it. */
  resumes?: string;
  /** From its first write; stuck after it. */
  deadlineSeconds: number;
}

/** How far one volume is. @public */
export interface ObservedItem {
  /** Name of its claim. */
  name: string;
  /**
   * `waiting-for-node`: the device has grown, and the node is to grow the file system, or a pod restart has to.
   * `cut`: its data are as of the cut and cannot be restored yet. `waiting-for-pod`: gets its volume when a pod uses it.
   */
  state: 'waiting' | 'growing-device' | 'waiting-for-node' | 'waiting-for-restart' | 'growing-filesystem' | 'cut' | 'waiting-for-pod' | 'done' | 'failed' | 'unknown';
  /** Size before. */
  fromBytes?: number;
  /** Size asked for. */
  toBytes?: number;
  /** What the cluster says is in the way. */
  detail?: string;
}

/** How far a wait has come. `unknown` means counted things only, never a percentage. @public */
export interface ObservedProgress {
  source: 'reported' | 'derived' | 'unknown';
  done?: number;
  total?: number;
  unit?: 'bytes' | 'volumes' | 'members' | 'steps' | 'objects';
  /** Each volume that the wait is about; the first 200 are shown. */
  items?: readonly ObservedItem[];
}

/**
 * What was seen. `failed` is final: use it only where the cluster can never
 * get there by itself. An unknown word of a newer controller is `unknown`:
 * watched on, never taken for success.
 * @public
 */
export type Observation =
  | { state: 'waiting'; waitsFor: string; progress?: ObservedProgress; evidence?: readonly string[] }
  | {
      state: 'done';
      /** One line for people. */
      found?: string;
      /** Kept with the step; later derivations read it. */
      facts?: JsonObject;
      progress?: ObservedProgress;
    }
  | { state: 'failed'; code: string; cause: string; remedy: string; evidence?: readonly string[]; progress?: ObservedProgress }
  | { state: 'unknown'; reason: string };

/** The objects of one {@link Watched}, in its order. @public */
export interface ObservedObjects {
  watched: Watched;
  /** None when the object is not there. */
  objects: readonly KubernetesObject[];
}

/** What the metrics source said of one {@link WatchedMetrics}, after the objects were read. @public */
export interface ObservedMetrics {
  watched: WatchedMetrics;
  metrics: MetricReader;
}

/** All that an observer may look at. @public */
export interface ObserveInput {
  seen: readonly ObservedObjects[];
  /** In the order of the wait's `metrics`; absent where it asks for none. */
  measured?: readonly ObservedMetrics[];
  params: JsonObject;
  /** Facts of the steps before, by step id. */
  facts: Readonly<Record<string, JsonObject>>;
  /** Id of the operation, as in the label of what it made. */
  operation: string;
  /** Instant of the look, by this process's clock; not comparable with times of a cluster. */
  now: Date;
  /** Instant of the look by the clock of each cluster that answered, in whole seconds; absent for one that does not say. */
  serverTimes?: Readonly<Record<string, Date>>;
}

/** Decides from objects whether a step is done. Pure; registered under a name of the form `driver.what`. @public */
export type Observer = (input: ObserveInput) => Observation;

/** What a derivation is given: what earlier steps found, and how writes were paused. @public */
export interface DeriveInput {
  params: JsonObject;
  facts: Readonly<Record<string, JsonObject>>;
  operation: string;
  /** The pauses of this operation; `late` when the watchdog had to resume, or the resume came after the limit. */
  pauses: readonly { step: string; heldMs: number; late: boolean }[];
}

/** Acts that follow from facts. Pure and deterministic: the same facts give the same acts. @public */
export type Derivation = (input: DeriveInput) => readonly Exclude<PlannedAct, { act: 'derive' }>[];
