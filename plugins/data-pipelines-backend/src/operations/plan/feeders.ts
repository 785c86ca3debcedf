import type { EngineSteps, FoundPoint, PlannedStep, RecordedOffsets } from '@penstock/backstage-plugin-data-pipelines-node';
import type { PlanChange, PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import { objected, passed } from '../../engines/shared/preflightCodes';
import type { PointRecord } from '../readOffsets';
import { operationsOf } from './findElements';
import { PREFLIGHT_CODES as CODES } from './preflight/codes';
import { groupOffsets } from './replay';
import { nameList } from './words';
import type { World, WorldElement } from './World';

/** What happens to those who write to restored elements, before they stop and after they run again. */
export interface FeederSteps {
  before: PlannedStep[];
  /** Once they have stopped: what records where they are, for an undo. */
  record: PlannedStep[];
  after: PlannedStep[];
  changes: PlanChange[];
  checks: PreflightCheck[];
  recordChecks: PreflightCheck[];
  sentences: { subject: string; sentence: string }[];
  /** Ids of restored elements that are fed again from recorded offsets. */
  fed: Set<string>;
  /** Feeders that are stopped for the time, or set back. */
  sources: WorldElement[];
}

/** Elements that write to the element, other than those restored themselves. */
function feedersOf(elements: readonly WorldElement[], world: World): WorldElement[] {
  const restored = new Set(elements.map(({ id }) => id));
  return world.elements.filter(other =>
    other.engine.operations !== undefined &&
    elements.some(({ id, view }) => id !== other.id && (view.readsFrom.includes(other.id) || other.view.writesTo.includes(id))) &&
    (!restored.has(other.id) || other.engine.operations.resetOffsets !== undefined));
}

function fedBy(feeder: WorldElement, elements: readonly WorldElement[]): string[] {
  return elements.filter(({ id, view }) => id !== feeder.id && (view.readsFrom.includes(feeder.id) || feeder.view.writesTo.includes(id))).map(({ id }) => id);
}

function take(steps: EngineSteps, into: PlannedStep[], feeder: WorldElement, all: FeederSteps): boolean {
  if (!steps.possible) {
    all.checks.push(steps.check);
    return false;
  }
  into.push(...steps.steps);
  all.changes.push(...steps.changes);
  all.sentences.push(...steps.sentences.map(sentence => ({ subject: feeder.view.title, sentence })));
  return steps.steps.length > 0;
}

function resetOf(feeder: WorldElement, offsets: readonly RecordedOffsets[], elements: readonly WorldElement[], world: World, all: FeederSteps): boolean {
  const reset = operationsOf(feeder).resetOffsets?.(feeder, offsets, world.names, fedBy(feeder, elements));
  if (reset === undefined) return false;
  const before = take(reset.before, all.before, feeder, all);
  const after: PlannedStep[] = [];
  const did = take(reset.after, after, feeder, all) || before;
  all.after.unshift(...after);
  all.record.push(...(reset.record?.steps ?? []));
  all.recordChecks.push(...(reset.record?.checks ?? []));
  if (reset.groups.length > 0) fedBy(feeder, elements).forEach(id => all.fed.add(id));
  if (did) all.sources.push(feeder);
  return did;
}

/** One that cannot be set back is at least kept from writing to a half-made element. */
function stopOf(feeder: WorldElement, world: World, all: FeederSteps): void {
  const operations = operationsOf(feeder);
  if (operations.resetOffsets !== undefined) return;
  const stop = operations.stop(feeder, world.names);
  const start = operations.start(feeder, world.names);
  if (!stop.possible || !start.possible) {
    all.checks.push(
      objected(CODES.FEEDERS_STOP, 'warn', {
        sentence: `${feeder.id} cannot be stopped and runs on while what it writes to is replaced`,
        remedy: 'Stop it by hand for that time, or accept that it fails and comes back by itself.',
      }),
    );
    return;
  }
  const after: PlannedStep[] = [];
  take(stop, all.before, feeder, all);
  take(start, after, feeder, all);
  all.after.unshift(...after);
}

/** Stops those who feed the elements while these are replaced, and sets those of which offsets are given back to them. */
function around(elements: readonly WorldElement[], offsets: readonly RecordedOffsets[], world: World): FeederSteps {
  const all: FeederSteps = { before: [], record: [], after: [], changes: [], checks: [], recordChecks: [], sentences: [], fed: new Set(), sources: [] };
  for (const feeder of feedersOf(elements, world)) {
    const did = resetOf(feeder, offsets, elements, world, all);
    if (!did && !elements.includes(feeder)) stopOf(feeder, world, all);
  }
  return all;
}

/** Those of the elements that others feed and whose feeders are not set back. */
function unfedOf(elements: readonly WorldElement[], fed: ReadonlySet<string>, world: World): WorldElement[] {
  return elements.filter(({ id, view }) => !fed.has(id) && (view.readsFrom.length > 0 || world.elements.some(other => other.view.writesTo.includes(id))));
}

/**
 * Stops those who feed the elements and, where the positions from before the
 * restore are known, sets them back to these, so that they go on as if it had
 * not been.
 */
export function feedersBack(elements: readonly WorldElement[], former: readonly RecordedOffsets[], world: World): FeederSteps {
  const all = around(elements, former, world);
  const unfed = unfedOf(elements, all.fed, world);
  if (unfed.length > 0) {
    all.checks.push(
      objected(CODES.OFFSETS_KNOWN, 'warn', {
        sentence: `The restore recorded no positions of consumers by which ${nameList(unfed.map(({ id }) => id))} ${unfed.length === 1 ? 'is' : 'are'} fed: they go on where they are`,
        remedy: 'What they read since the restore is missing afterwards, unless somebody sets them back.',
      }),
    );
  }
  if (all.fed.size > 0) all.checks.push(passed(CODES.OFFSETS_KNOWN, `The consumers by which ${nameList([...all.fed])} ${all.fed.size === 1 ? 'is' : 'are'} fed go back to where they were before the restore`));
  return all;
}

/**
 * Stops those who feed the elements and, where the point holds their offsets,
 * sets them back, so that records since the cut are read again.
 */
export function feederSteps(elements: readonly WorldElement[], point: FoundPoint, record: PointRecord | undefined, world: World): FeederSteps {
  const offsets = groupOffsets(record);
  const isUnreadable = point.offsets !== undefined && record === undefined;
  const all = around(elements, offsets ?? [], world);
  all.checks.push(...all.recordChecks);
  const unfed = unfedOf(elements, all.fed, world);
  if (offsets === undefined && unfed.length > 0) {
    all.checks.push(
      objected(CODES.OFFSETS_KNOWN, isUnreadable ? 'unknown' : 'warn', {
        sentence: isUnreadable ? `The offsets of the point in ConfigMap ${point.offsets?.name} cannot be read` : 'The point holds no offsets of consumers: they go on where they are',
        remedy: `What ${nameList(unfed.map(({ id }) => id))} took since the cut is missing afterwards, unless somebody sets its consumers back.`,
      }),
    );
  } else if (all.fed.size > 0) {
    all.checks.push(passed(CODES.OFFSETS_KNOWN, `The point holds the offsets by which ${nameList([...all.fed])} ${all.fed.size === 1 ? 'is' : 'are'} fed again`));
  }
  return all;
}
