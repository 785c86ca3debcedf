import type { Capability, Consistency, ObjectReference, PointMember, RecoveryPointState } from '@penstock/backstage-plugin-data-pipelines-common';
import type { OperationNames, PlannedElement } from './dataEngine';
import type { InventoryReader } from './inventoryReader';
import type { PlanChange, PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Derivation, Observer, PlannedStep } from './plannedStep';
import type { WatchedKind } from './watchedKind';

/** A claim with what it is made of; the driver's input. @public */
export interface DriverVolume {
  element: string;
  cluster: string;
  namespace: string;
  claim: string;
  claimUid: string;
  /** Name and class of the storage, where they are known. */
  persistentVolume?: string;
  storageClass?: string;
  /** CSI driver or provisioner. */
  provisioner?: string;
  capacityBytes?: number;
}

/** Steps of a driver, or the check that says why there are none. @public */
export interface DriverSteps {
  steps: readonly PlannedStep[];
  /** Of volumes that are made: what is tidied up once the element has taken them. */
  after?: readonly PlannedStep[];
  changes: readonly PlanChange[];
  checks: readonly PreflightCheck[];
}

/** The steps of a cut; `steps` prepare it. The first ends when the cut is taken, so that writes may go on; the second when it can be restored. @public */
export interface CutSteps extends DriverSteps {
  /** Ends at the cut of all volumes. */
  cut: PlannedStep;
  /** Ends when all members are ready. */
  ready: PlannedStep;
  /** `group`: one instant for all; `parallel`: as close as it gets, with the skew recorded. */
  method: 'group' | 'parallel' | 'single';
}

/** A recovery point as a driver reads it out of the cluster. @public */
export interface FoundPoint {
  id: string;
  /** Operation that made it; absent for a foreign one. */
  operation?: string;
  pipeline?: string;
  state: RecoveryPointState;
  reason?: string;
  /** RFC 3339, by the clock of the storage. */
  cutTime?: string;
  skewMs?: number;
  wanted?: Consistency;
  got?: Consistency;
  /** Why less was got than wanted. */
  downgraded?: string;
  pausedMs?: number;
  members: readonly PointMember[];
  /** Claims that the operation meant to have in it. */
  planned?: readonly { element: string; volume: string; namespace?: string }[];
  bytes?: number;
  expiresAt?: string;
  madeBy: string;
  schedule?: string;
  note?: string;
  foreign: boolean;
  deletionPolicy: 'Delete' | 'Retain' | 'mixed' | 'unknown';
  /** ConfigMap with the offsets, where there is one. */
  offsets?: ObjectReference;
  cluster: string;
  namespace: string;
}

/** What is written into a point besides its cut. @public */
export interface PointNotes {
  pipeline: string;
  wanted: Consistency;
  madeBy: string;
  schedule?: string;
  note?: string;
  /** RFC 3339. */
  expiresAt?: string;
  /** All claims of the point, those of its other elements too. */
  planned: readonly { element: string; volume: string; namespace?: string }[];
}

/** What of a cut is known only from the rest of its operation. @public */
export interface ConcludeInput {
  names: OperationNames;
  notes: PointNotes;
  cut: CutSteps;
  /** The way in which it was cut, where nothing went wrong. */
  used: Consistency;
  /** Why that is less than wanted. */
  downgraded?: string;
  /** Id of the step that paused writes; the cut is crash-consistent when they were resumed too early. */
  pauseStep?: string;
  /** Ids of the steps that looked at the pause before and after the cut; their facts say `held`, `why` and `at`. */
  pauseLooks?: { before: string; after: string };
  /** Steps whose facts hold `offsets`, a list of {@link RecordedOffsets}. */
  offsetSteps: readonly string[];
}

/**
 * All that is special about one protection system: what it can do here, which
 * objects to write, what their status means. A driver performs no I/O and
 * names no engine.
 * @public
 */
export interface DataDriver {
  readonly id: string;
  readonly title: string;
  /** Kinds that it reads; watched where they are installed. */
  readonly reads: readonly WatchedKind[];
  /** What it can do in this cluster, and why not. */
  capabilities(inventory: InventoryReader): readonly Capability[];
  /** Whether it can cut these volumes together, and how. */
  cut(volumes: readonly DriverVolume[], input: { inventory: InventoryReader; names: OperationNames; notes: PointNotes; elements: readonly PlannedElement[] }): CutSteps;
  /** Writes down what was cut, how consistent it is and with which offsets; the last steps of a snapshot. */
  conclude(volumes: readonly DriverVolume[], input: ConcludeInput): readonly PlannedStep[];
  /** All points that the cluster holds. */
  points(inventory: InventoryReader): readonly FoundPoint[];
  /** Replaces the volumes of a stopped element by those of the point; the old ones are kept. */
  swap(volumes: readonly DriverVolume[], point: FoundPoint, input: { inventory: InventoryReader; names: OperationNames; keepUntil: string; live: PlannedElement['live'] }): DriverSteps;
  /** Puts the volumes back that a swap kept, under a stopped element; `swapped` are the steps of that swap as they were carried out. */
  swapBack?(swapped: readonly PlannedStep[], input: { element: string; operation: string; inventory: InventoryReader; names: OperationNames; live: PlannedElement['live'] }): DriverSteps;
  /**
   * Makes volumes under other names or in another namespace: from the point or, where there is none, from the volumes as they are.
   * `startsPods`: whether pods use the volumes at the end of the operation; a class that binds late makes a volume only then.
   */
  materialise(
    volumes: readonly { from: DriverVolume; namespace: string; claim: string; labels: Record<string, string> }[],
    point: FoundPoint | undefined,
    input: { inventory: InventoryReader; names: OperationNames; live: PlannedElement['live']; startsPods: boolean },
  ): DriverSteps;
  /** Deletes a point. */
  remove(point: FoundPoint, input: { inventory: InventoryReader; names: OperationNames }): DriverSteps;
  observers: Readonly<Record<string, Observer>>;
  derivations: Readonly<Record<string, Derivation>>;
}
