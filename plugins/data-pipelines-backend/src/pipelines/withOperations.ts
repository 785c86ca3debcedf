import type { Element, Measure, OperationSummary, Pipeline, Volume } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FoundPoint, InventoryReader } from '@penstock/backstage-plugin-data-pipelines-node';
import { placePoints, type PlacedPoint } from '../recovery/placePoints';
import { ageOf } from '../recovery/protectionSummary';

const CLAIM = { group: '', kind: 'PersistentVolumeClaim' };

/** An operation that has not ended, and what it holds. */
export interface RunningOperation {
  summary: OperationSummary;
  /** Keys of its locks: `volume:<cluster>/<uid of the claim>`. */
  locks: readonly string[];
}

/** What operations and recovery points add to what is seen of elements. */
export interface DataFacts {
  points(): readonly FoundPoint[];
  /** Running operations; as last read from the database. */
  running(): readonly RunningOperation[];
  /** How old the newest good point of the pipeline may be, where a schedule says so. */
  objectiveOf(pipeline: string): number | undefined;
}

/** Where nothing is ever done. */
export const noData: DataFacts = { points: () => [], running: () => [], objectiveOf: () => undefined };

/** The newest good cut of each element, out of one look at all points. */
export class Protection {
  readonly #newest = new Map<string, number>();

  constructor(placed: readonly PlacedPoint[]) {
    for (const { goodFor, cutMs } of placed) {
      if (cutMs === undefined) continue;
      for (const id of goodFor) this.#newest.set(id, Math.max(cutMs, this.#newest.get(id) ?? -Infinity));
    }
  }

  static of(points: readonly FoundPoint[], elements: ReadonlyMap<string, Element>): Protection {
    return new Protection(placePoints(points, elements));
  }

  /** Age of the newest point that holds the volume and all others of its element. */
  volume({ element }: Pick<Volume, 'element'>, now: Date, objective: number | undefined): Measure {
    const newest = this.#newest.get(element);
    return ageOf(newest === undefined ? [] : [newest], now, objective);
  }
}

/** Volumes with their newest point and the operation that holds them. Pure. */
export function volumesWithOperations(
  element: Element,
  options: { protection: Protection; running: readonly RunningOperation[]; inventory: InventoryReader; now: Date; objective: number | undefined; damage?: readonly string[] },
): Element {
  const { protection, running, inventory, now, objective, damage = [] } = options;
  const volumes = element.volumes.map(volume => {
    const claim = inventory.get(CLAIM, { namespace: volume.namespace, name: volume.name });
    const key = claim && `volume:${volume.cluster}/${claim.metadata.uid}`;
    const held = key === undefined ? undefined : running.find(({ locks }) => locks.includes(key));
    return { ...volume, protectedBy: protection.volume(volume, now, objective), ...(held && { operation: held.summary.id }) };
  });
  return { ...element, volumes, health: { ...element.health, ...restoreInstead(element, volumes, damage) } };
}

/** Where data is damaged and all of it can be restored, that is the one thing to do next. */
function restoreInstead({ id, title, health }: Element, volumes: readonly Volume[], damage: readonly string[]): Pick<Element['health'], 'action'> {
  const [leading] = health.findings;
  const restorable = volumes.length > 0 && volumes.every(({ protectedBy }) => protectedBy.state === 'measured');
  if (health.word !== 'Critical' || !leading || !damage.includes(leading.code) || !restorable) return {};
  return { action: { kind: 'restore', label: `Restore ${title}`, element: id } };
}

/** A pipeline with the operation that runs on it. Pure. */
export function pipelineWithOperation(pipeline: Pipeline, running: readonly RunningOperation[]): Pipeline {
  const ids = new Set(pipeline.elements.map(({ id }) => id));
  const held = running.find(({ summary }) => summary.elements.some(id => ids.has(id)));
  return held ? { ...pipeline, summary: { ...pipeline.summary, operation: held.summary } } : pipeline;
}
