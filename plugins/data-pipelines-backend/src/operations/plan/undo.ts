import { formatDuration, type ConsumerJump, type DataAmount, type PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { PlanDraft, PlannedStep, RecordedOffsets } from '@penstock/backstage-plugin-data-pipelines-node';
import { claimKey } from '../../engines/shared/objectKeys';
import { objected, passed } from '../../engines/shared/preflightCodes';
import type { OperationRow } from '../store/OperationStore';
import { cutOrder, isLog } from './cutOrder';
import { deadlineOf } from './deadline';
import { elementVolumes } from './elementVolumes';
import { feedersBack, type FeederSteps } from './feeders';
import { driverOf, elementOf, notPossible, operationsOf } from './findElements';
import { formerPositions } from './formerPositions';
import { PREFLIGHT_CODES as CODES } from './preflight/codes';
import { locksOf, noOtherOperation } from './preflight/operationLocks';
import { goneFromLogs } from './replay';
import { changesOf, stepsOf, stopAndStartChecks, type SwappedElement } from './stopAndStart';
import { countText, nameList, placesText, plural } from './words';
import type { OperationPlanner, World, WorldElement } from './World';

const FINAL = new Set(['Succeeded', 'PartiallySucceeded', 'Failed', 'Cancelled']);

/** The restore that is taken back. @throws InputError for an operation that has nothing to take back */
function restoreOf(world: World): OperationRow {
  const row = world.operation;
  if (row === undefined) throw notPossible('The operation to take back is not known', 'Name an operation that exists.');
  if (row.request.kind !== 'restore' || row.request.where !== 'in-place') {
    throw notPossible(`"${row.stored.plan.title}" cannot be taken back: only a restore in place keeps the volumes from before`, 'Choose a restore in place.');
  }
  if (!FINAL.has(row.phase)) throw notPossible(`"${row.stored.plan.title}" still runs`, 'Cancel it, which takes it back.');
  if (row.phase !== 'Succeeded' && row.phase !== 'PartiallySucceeded') {
    throw notPossible(`"${row.stored.plan.title}" has taken itself back when it ended as ${row.phase}`, 'Look at what it left over.');
  }
  return row;
}

function elementsOf(row: OperationRow, world: World): WorldElement[] {
  const restored = row.stored.steps.flatMap(({ id, element }) => (id.startsWith('release/') && element !== undefined ? [element] : []));
  return cutOrder([...new Set(restored)].map(id => elementOf(id, world)), world);
}

function keptCheck(row: OperationRow, world: World): PreflightCheck {
  const until = row.stored.plan.undo.until;
  if (until === undefined || Date.parse(until) >= world.now.getTime()) return passed(CODES.KEPT_VOLUMES_THERE, `The old volumes are kept until ${until ?? 'somebody removes them'}`);
  return objected(CODES.KEPT_VOLUMES_THERE, 'warn', { sentence: `The old volumes were to be kept until ${until}, which is over; they are still there`, remedy: 'Start soon: they may be removed at any time.' });
}

/** Seconds since the restore ended: what was written since goes. */
function sinceRestore(row: OperationRow, world: World): number {
  return Math.max(0, Math.round((world.now.getTime() - (row.finishedAt ?? row.updatedAt)) / 1000));
}

/** None where volumes cannot be put back: such a plan is not started, and nothing of it would have a ground to stand on. */
function stepsBack(parts: readonly SwappedElement[], feeders: FeederSteps): PlannedStep[] {
  if (parts.some(({ swap }) => swap.checks.some(({ result }) => result === 'block'))) return [];
  return [
    ...feeders.before,
    ...parts.flatMap(({ stop }) => stepsOf(stop)),
    ...parts.flatMap(({ swap }) => swap.steps),
    ...[...parts].reverse().flatMap(({ start }) => stepsOf(start)),
    ...parts.flatMap(({ swap }) => swap.after ?? []),
    // only now: put forward to where they were, consumers of restored volumes that were put back would skip records
    ...feeders.after.map(forwardOnly),
  ];
}

/** Takes a finished restore in place back, to the volumes that were kept. */
export const undo: OperationPlanner<'undo'> = {
  kind: 'undo',
  needs(_request, world) {
    const chosen = elementsOf(restoreOf(world), world);
    const claims = chosen.flatMap(element => elementVolumes(element)).map(({ driver }) => claimKey(driver));
    return [...world.elements.flatMap(element => element.engine.operations?.needs?.(element) ?? []), ...claims];
  },
  draw(_request, world) {
    const row = restoreOf(world);
    const driver = driverOf(world);
    const parts = elementsOf(row, world).map((element): SwappedElement => {
      const operations = operationsOf(element);
      const refused = { steps: [], changes: [], checks: [objected(CODES.KEPT_VOLUMES_THERE, 'block', { sentence: `${driver.title} cannot put volumes back`, remedy: 'Restore from a recovery point instead.' })] };
      return {
        element,
        stop: operations.stop(element, world.names),
        start: operations.start(element, world.names),
        swap: driver.swapBack?.(row.stored.steps, { element: element.id, operation: row.id, inventory: element.inventory, names: world.names, live: world.live }) ?? refused,
      };
    });
    const former = formerPositions(row);
    const feeders = feedersBack(parts.map(({ element }) => element), former, world);
    return drawn({ row, parts, feeders, former, steps: stepsBack(parts, feeders) }, world);
  },
};

function jumpBack({ group, topic, partitions }: RecordedOffsets): ConsumerJump {
  const goesTo = partitions.reduce((sum, { offset }) => sum + offset, 0);
  return { group, topic, partitions: partitions.length, goesTo, sentence: 'Goes on where it was before the restore' };
}

/** From the point of no return on nothing is taken back. */
function forwardOnly({ undo: _undo, undoWait: _undoWait, ...step }: PlannedStep): PlannedStep {
  return step;
}

/** What the undo does to records: those of logs are gone, and others are read again from where their consumers were before the restore. */
function lostBy(elements: readonly WorldElement[], seconds: number, { fed }: FeederSteps, former: readonly RecordedOffsets[], world: World): DataAmount {
  const gone = elements.filter(element => isLog(element, world) || !fed.has(element.id));
  if (gone.length > 0) {
    return { seconds, sentence: `Everything that ${nameList(gone.map(({ id }) => id))} took in the ${formatDuration(seconds)} since the restore is lost; how many records is not measured` };
  }
  const records = goneFromLogs(former, world);
  if (records === undefined) return { sentence: 'What the log no longer holds since the restore is lost, how many records is not measured; the others are read again' };
  if (records === 0) return { records: 0, seconds: 0, sentence: 'Consumers go back to where they were before the restore, and the log holds everything since; nothing is lost' };
  return { records, sentence: `${countText(records)} records that the log no longer holds are lost; the others are read again` };
}

function drawn(input: { row: OperationRow; parts: readonly SwappedElement[]; feeders: FeederSteps; former: readonly RecordedOffsets[]; steps: readonly PlannedStep[] }, world: World): PlanDraft {
  const { row, parts, feeders, former, steps } = input;
  const elements = parts.map(({ element }) => element);
  const volumes = elements.flatMap(element => elementVolumes(element));
  const locks = locksOf([...elements, ...feeders.sources.filter(source => !elements.includes(source))], volumes.map(({ driver }) => driver), 'exclusive');
  const seconds = sinceRestore(row, world);
  const lost = lostBy(elements, seconds, feeders, former, world);
  return {
    title: `Undo: ${row.stored.plan.title}`,
    summary: `Back to the volumes from before ${row.id} · ${placesText(elements)}`,
    steps,
    locks,
    basis: [
      { subject: `the restore ${row.id}`, value: row.phase },
      ...elements.map(element => ({ subject: `the volumes of ${element.id}`, value: elementVolumes(element).map(({ driver }) => `${driver.claim} ${driver.claimUid} ${driver.persistentVolume ?? ''}`).join(', ') })),
    ],
    preflight: [keptCheck(row, world), ...parts.flatMap(({ swap }) => swap.checks), ...stopAndStartChecks(parts), ...feeders.checks, noOtherOperation(locks, world.locks)],
    changes: [
      ...parts.flatMap(changesOf),
      ...feeders.changes,
    ],
    effects: {
      restarts: elements.reduce((sum, { view }) => sum + view.members.length, 0),
      lost,
      sentences: [...elements.map(({ view }) => ({ subject: view.title, sentence: 'Stopped while its volumes are put back' })), ...feeders.sentences],
    },
    undo: { possible: false, sentence: 'The volumes of the restore go once the element runs on the old ones; the recovery point stays.' },
    cancel: ['The volumes of the restore are put back and the elements are started on them again.'],
    comparison: [],
    consumers: feeders.fed.size === 0 ? [] : former.map(jumpBack),
    safety: {
      level: 3,
      button: `Undo the restore of ${plural(elements.length, 'element')}`,
      acknowledge: `I understand: ${lost.sentence.charAt(0).toLowerCase()}${lost.sentence.slice(1)}`,
      type: elements.length === 1 ? elements[0].id : row.scope.pipeline,
    },
    deadlineSeconds: deadlineOf(steps),
  };
}
