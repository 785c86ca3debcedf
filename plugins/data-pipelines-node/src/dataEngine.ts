import type { JsonObject } from '@backstage/types';
import type { PlanChange, PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ElementDescription } from './engine';
import type { InventoryReader } from './inventoryReader';
import type { KubernetesObject } from './kubernetes';
import type { MetricReader } from './metricAnswer';
import type { ConsistencyOption, EngineSteps } from './operationPlan';
import type { FieldChange, Observer, Derivation, ObjectKey, PlannedManifest, PlannedStep, PlannedWait } from './plannedStep';

/** An element, as the planner hands it to its engine. @public */
export interface PlannedElement {
  /** Stable id of the element. */
  id: string;
  pipeline: string;
  cluster: string;
  namespace: string;
  /** The root object, trimmed as the inventory keeps it. */
  root: KubernetesObject;
  description: ElementDescription;
  inventory: InventoryReader;
  metrics: MetricReader;
  /** Whole objects, read from the API server for this plan; undefined when not there or not asked for by `needs`. */
  live(key: ObjectKey): KubernetesObject | undefined;
}

/** The part of an operation that is about names: made objects are called after it. @public */
export interface OperationNames {
  /** Id of the operation, `op-` and 12 letters or digits. */
  operation: string;
  /** Annotations and labels that everything made by the operation carries. */
  marks(element: string): { labels: Record<string, string>; annotations: Record<string, string> };
  /** A name of at most 40 characters, a function of operation, what and element. */
  name(what: string, element: string): string;
}

/** One size for volumes that cannot differ, and the object that owns it. @public */
export interface SizeGroup {
  /** e.g. `pool broker, volume 0`. */
  title: string;
  /** The claims that grow together. */
  claims: readonly string[];
  owner: ObjectKey;
  ownerUid: string;
  /** Who reconciles the owner, for "by" in a plan, e.g. `Strimzi`; `Penstock` where the claim owns itself. */
  operator: string;
  /** The field of the size, and what it has now as a quantity. */
  path: FieldChange['path'];
  size: string | undefined;
  /** The field of the volume attributes class and what it has now, where the owner has such a field. */
  attributesClass?: { path: FieldChange['path']; value?: string };
  /** How often the owner must have settled before it is changed: generation seen, not paused, no rolling update. */
  checks: readonly PreflightCheck[];
  /**
   * Where the owner's fields cannot be changed in place: the claims are asked
   * themselves, and once they have what was asked for, these steps make the
   * owner state it for new members, e.g. by re-creation of a StatefulSet. Called
   * once per owner with the changes of all of its groups.
   */
  restate?(changes: readonly FieldChange[], names: OperationNames): EngineSteps;
  /** What people should know, e.g. that no pod restarts. */
  note: string;
  /** Pods that restart to grow; 0 where they do not. */
  restarts: number;
}

/** Offsets that a recovery point holds: of a consumer group, or the ends of a log. @public */
export interface RecordedOffsets {
  /** Empty: the ends of the log, as they were measured last before the cut. */
  group: string;
  topic: string;
  partitions: readonly { partition: number; offset: number }[];
  /** Of the ends of a log: the element whose log it is. */
  element?: string;
  /** Of the ends of a log: when the oldest of them was measured, RFC 3339. */
  sampledAt?: string;
  /** Of the ends of a log: where they come from, e.g. `Prometheus (prod-north)`. */
  source?: string;
}

/** What happens to the consumers that feed replaced elements. @public */
export interface OffsetReset {
  /** Stops them, before the elements stop. */
  before: EngineSteps;
  /** Records where they are, once they have stopped; the facts of the steps hold `offsets`, a list of {@link RecordedOffsets}. */
  record?: { steps: readonly PlannedStep[]; checks: readonly PreflightCheck[] };
  /** Puts them back and starts those that ran, once the elements run again. */
  after: EngineSteps;
  /** Consumer groups that are put back; the others go on where they are. */
  groups: readonly string[];
}

/** What a copy of an element under another name or namespace needs. @public */
export interface ElementCopy {
  /** Objects to make before the volumes are there; in order. */
  manifests: readonly PlannedManifest[];
  /** Claim of the copy for each claim of the original. */
  claims: Readonly<Record<string, string>>;
  /** Written after the claims are there: starts the copy with the identity of its data. */
  start: EngineSteps;
  changes: readonly PlanChange[];
  checks: readonly PreflightCheck[];
}

/**
 * What operations on data need to know of an engine. All of it is pure and
 * names no driver. A part that is absent cannot be done with this engine.
 * @public
 */
export interface EngineOperations {
  /** Objects that must be read whole before planning, besides what the inventory keeps. */
  needs?(element: PlannedElement): readonly ObjectKey[];
  /** Objects that a copy in another namespace brings along, besides those of `needs`; read for nothing else, since they may be out of bounds. */
  broughtAlong?(element: PlannedElement): readonly ObjectKey[];
  /** Volumes by what owns their size; every claim is in at most one group. */
  sizeGroups(element: PlannedElement): readonly SizeGroup[];
  /** Ways to cut all volumes of the element, best first; crash is always the last. */
  consistencies(element: PlannedElement, options: { longestPauseSeconds: number; names: OperationNames }): readonly ConsistencyOption[];
  /** Stops the element so that nobody writes to its volumes and no pod holds them, by its operator's means. */
  stop(element: PlannedElement, names: OperationNames): EngineSteps;
  /** Starts it again with the identity it had. Ends when it is up and verified. */
  start(element: PlannedElement, names: OperationNames): EngineSteps;
  /** Claims that must be restored together, e.g. all of one Kafka; a point without one of them cannot be restored in place. */
  inseparable(element: PlannedElement): readonly string[];
  /**
   * Stops the consumers by which `feeder` writes to elements that are about to
   * be replaced, named by the ids in `fed`, puts those of which offsets are
   * recorded back to them, and starts them again.
   */
  resetOffsets?(feeder: PlannedElement, offsets: readonly RecordedOffsets[], names: OperationNames, fed: readonly string[]): OffsetReset;
  /**
   * Steps that compare the element, once it runs on restored volumes, with what
   * the point recorded of it at the cut. What is less than that, or cannot be
   * compared, makes the restore partial.
   */
  verifyRestored?(element: PlannedElement, offsets: readonly RecordedOffsets[]): readonly PlannedStep[];
  /** The element as a copy under another name or in another namespace. */
  copy?(element: PlannedElement, to: { name: string; namespace: string; names: OperationNames }): ElementCopy;
  /** Codes of findings that say that data is damaged, which nothing but a restore mends. */
  readonly damage?: readonly string[];
  /** What is seen when the element runs and serves. */
  healthyWait(element: PlannedElement): PlannedWait;
  /** Observers and derivations of its steps, by name `<engine>.<what>`. */
  observers?: Readonly<Record<string, Observer>>;
  derivations?: Readonly<Record<string, Derivation>>;
}

/** Facts that a step recorded, read with a guard. @public */
export type StepFacts = Readonly<Record<string, JsonObject>>;
