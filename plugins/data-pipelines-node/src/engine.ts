import type {
  ElementPart,
  Finding,
  Member,
  SizeOwner,
} from '@penstock/backstage-plugin-data-pipelines-common';
import type { EngineOperations } from './dataEngine';
import type { InventoryReader } from './inventoryReader';
import type { KubernetesObject } from './kubernetes';
import type { MetricReader, NamedQuery, QueryScope } from './metricAnswer';
import type { WatchedKind } from './watchedKind';

/** A claim of an element, before usage and class are added to it. @public */
export interface ElementVolume {
  namespace: string;
  /** Name of the PersistentVolumeClaim. */
  claim: string;
  /** The pod that mounts it, when there is one. */
  member?: string;
  /** `data`, `log`, `checkpoint`, `shuffle`. */
  role: string;
  /** Which object and field own the size. */
  sizeOwner: SizeOwner;
  /** How the engine replicates what is on it, in words; class replication is added elsewhere. */
  engineReplication: string;
}

/** A consumer group and the element that reads by it. @public */
export interface ConsumerLink {
  /** Id of the reading element. */
  element: string;
  consumerGroup: string;
}

/** A log that deletes what is older than its retention and therefore levels off. @public */
export interface LogRetention {
  /** Longest retention of what is kept, in seconds. */
  seconds: number;
  /** How often each written byte is kept. */
  copies: number;
  /** Claims that hold the log; writes are taken to spread evenly over them. */
  volumes: readonly string[];
  /** Key of the query that answers bytes written per second, before copies. */
  writeRateKey: string;
  /**
   * Which samples of that query the retention holds for: those with one of
   * these values of the label. One sample more, and nothing is known of the
   * whole. All of them where absent.
   */
  covers?: { label: string; values: readonly string[] };
}

/** What an engine reads out of its resource and the objects around it. @public */
export interface ElementDescription {
  title: string;
  version?: string;
  members: Member[];
  volumes: ElementVolume[];
  parts: ElementPart[];
  /** Arguments for the engine's queries. */
  queryScope: QueryScope;
  /** Whether records flow through it; a batch job may rest. */
  streaming: boolean;
  /** How its volumes level off, where that is known; a retention without limit is not known. */
  retention?: LogRetention;
  /** Consumer groups under which this element itself reads from Kafka. */
  readsAs?: readonly string[];
  /** Consumer groups by which other elements read from this one, e.g. those of its sink connectors. */
  consumers?: readonly ConsumerLink[];
}

/** All that `assess` may look at. @public */
export interface AssessInput {
  root: KubernetesObject;
  element: ElementDescription;
  inventory: InventoryReader;
  metrics: MetricReader;
  /** The instant for which the findings hold; rooms have no clock of their own. */
  now: Date;
}

/**
 * All that is special about one engine: how to find its members and volumes,
 * what healthy means, which object owns the size, and what to ask Prometheus.
 * An engine performs no I/O and names no driver.
 * @public
 */
export interface Engine {
  /** Short, lower case, stable: `kafka`. */
  readonly id: string;
  readonly title: string;
  /** The kinds whose labelled objects are elements. */
  readonly roots: readonly WatchedKind[];
  /** Further kinds that describe and assess read; core kinds are always there. */
  readonly reads: readonly WatchedKind[];
  readonly queries: readonly NamedQuery[];
  /**
   * False for a labelled object that is a part of another element, such as a
   * scheduled run that inherits its schedule's labels. All are elements where absent.
   */
  isElement?(root: KubernetesObject): boolean;
  /** Members, volumes and parts. Pure. */
  describe(root: KubernetesObject, inventory: InventoryReader): ElementDescription;
  /** Findings about this element, in any order; none means nothing speaks against Healthy. Pure. */
  assess(input: AssessInput): Finding[];
  /** What operations on its data need to know; without it volumes can be seen but not changed. */
  readonly operations?: EngineOperations;
}
