import type { PlanChange, PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { CutSteps, DataDriver, PlanDraft, PlannedStep, PointNotes } from '@penstock/backstage-plugin-data-pipelines-node';
import { objected } from '../../engines/shared/preflightCodes';
import { chooseConsistency, type ChosenConsistency } from './chooseConsistency';
import { cutOrder } from './cutOrder';
import { deadlineOf } from './deadline';
import { driverOf, operationsOf } from './findElements';
import { keepingCost, type KeepingCost } from './keepingCost';
import { PREFLIGHT_CODES as CODES } from './preflight/codes';
import { pauseLookIds, pauseLooks } from './pauseLooks';
import { locksOf, noOtherOperation } from './preflight/operationLocks';
import { volumesBound, volumesNotDeleted } from './preflight/volumes';
import { copiesLeftOut, snapshotParts, type SnapshotPart } from './snapshotScope';
import { nameList, placesText, plural } from './words';
import type { OperationPlanner, World, WorldElement } from './World';

const LONGEST_PAUSE_SECONDS = 60;
const DAY_MS = 86_400_000;

/** One element with all that cutting it takes. */
interface CutPart extends SnapshotPart {
  chosen: ChosenConsistency;
  cut: CutSteps;
}

/** Steps that two elements share stand once. */
function once(steps: readonly PlannedStep[]): PlannedStep[] {
  const seen = new Set<string>();
  return steps.filter(({ id }) => !seen.has(id) && seen.add(id) !== undefined);
}

/** Elements that feed those that are cut without being cut themselves: their positions must be known for a replay. */
function feedersOf(parts: readonly SnapshotPart[], world: World): WorldElement[] {
  const cut = new Set(parts.map(({ element }) => element.id));
  return world.elements.filter(other =>
    !cut.has(other.id) && other.engine.operations !== undefined && parts.some(({ element }) => element.view.readsFrom.includes(other.id) || other.view.writesTo.includes(element.id)));
}

/** What records the positions of consumers; the same whoever asks for it. */
function offsetSteps(parts: readonly CutPart[], world: World, longestPauseSeconds: number): { steps: PlannedStep[]; checks: PreflightCheck[] } {
  const fed = feedersOf(parts, world).flatMap(element => operationsOf(element).consistencies(element, { longestPauseSeconds, names: world.names }).slice(-1));
  return {
    steps: once([...parts.map(({ chosen }) => chosen.option), ...fed].flatMap(({ before }) => before)),
    checks: fed.flatMap(({ before, checks }) => (before.length > 0 ? checks.filter(({ result }) => result !== 'block') : [])),
  };
}

/** Offsets of consumers are recorded first, ends of logs right before their cut; the pauses come one after another, each around its own cut; what takes long comes after all cuts. */
function stepsOf(parts: readonly CutPart[], before: readonly PlannedStep[], driver: DataDriver, notes: PointNotes, world: World): PlannedStep[] {
  const cuts = parts.flatMap(({ chosen: { option }, cut }) => [
    ...(option.atCut ?? []),
    ...(option.pause === undefined ? [] : [option.pause, pauseLooks(option.pause).before]),
    cut.cut,
    ...(option.pause === undefined ? [] : [pauseLooks(option.pause).after]),
    ...(option.resume === undefined ? [] : [option.resume]),
  ]);
  const recording = [...before, ...parts.flatMap(part => part.chosen.option.atCut ?? [])];
  const concluded = parts.flatMap(({ volumes, cut, chosen }, index) =>
    driver.conclude(volumes.map(each => each.driver), {
      names: world.names,
      notes,
      cut,
      used: chosen.option.consistency,
      ...(chosen.downgraded === undefined ? {} : { downgraded: chosen.downgraded }),
      ...(chosen.option.pause === undefined ? {} : { pauseStep: chosen.option.pause.id, pauseLooks: pauseLookIds(chosen.option.pause.id) }),
      offsetSteps: index === parts.length - 1 ? recording.map(({ id }) => id) : [],
    }),
  );
  return [...before, ...parts.flatMap(({ cut }) => cut.steps), ...cuts, ...parts.map(({ cut }) => cut.ready), ...concluded];
}

function partChecks({ element, volumes, chosen, cut }: CutPart): PreflightCheck[] {
  const together = operationsOf(element).inseparable(element);
  const missing = together.filter(claim => !volumes.some(({ view }) => view.name === claim));
  const cutsSome = volumes.some(({ view }) => together.includes(view.name));
  return [
    ...cut.checks,
    chosen.check,
    ...chosen.option.checks,
    ...(missing.length === 0 || !cutsSome
      ? []
      : [
          objected(CODES.POINT_COMPLETE, 'warn', {
            sentence: `The point holds ${plural(volumes.length, 'volume')} of ${element.id} without ${nameList(missing)}, which belong to them`,
            remedy: 'Such a point cannot be restored; take all volumes if it is to be.',
          }),
        ]),
  ];
}

function titleOf(request: { pipeline?: string; volumes?: string[] }, parts: readonly SnapshotPart[]): string {
  if (request.pipeline !== undefined) return `Snapshot of ${request.pipeline}`;
  if (request.volumes !== undefined) return `Snapshot of ${plural(request.volumes.length, 'volume')} of ${parts[0].element.id}`;
  return `Snapshot of ${nameList(parts.map(({ element }) => element.id))}`;
}

function summaryOf(parts: readonly CutPart[]): string {
  const volumes = parts.reduce((sum, part) => sum + part.volumes.length, 0);
  return `${plural(parts.length, 'element')}, ${plural(volumes, 'volume')} · ${placesText(parts.map(({ element }) => element))}`;
}

function cancelOf(parts: readonly CutPart[]): string[] {
  const pauses = parts.some(({ chosen }) => chosen.option.pause !== undefined);
  const volumes = parts.reduce((sum, part) => sum + part.volumes.length, 0);
  return [
    ...(pauses ? ['Writes resume at once.'] : []),
    `Up to ${plural(volumes, 'snapshot')} ${volumes === 1 ? 'is' : 'are'} deleted; no recovery point is made.`,
    ...(parts.some(({ cut }) => cut.changes.some(({ note }) => note?.includes('Retain'))) ? ['Contents of the deletion policy Retain stay in the storage.'] : []),
  ];
}

function changesOf(parts: readonly CutPart[], offsets: boolean): PlanChange[] {
  return [
    ...parts.flatMap(({ cut, chosen }) => [...cut.changes, ...chosen.option.changes]),
    ...(offsets ? [{ act: 'create' as const, sentence: 'ConfigMap with the offsets of consumers and logs', by: 'Penstock', note: 'goes with the point' }] : []),
  ];
}

/** Takes one recovery point of a pipeline, of elements, or of volumes. */
export const snapshot: OperationPlanner<'snapshot'> = {
  kind: 'snapshot',
  needs(request, world) {
    const parts = snapshotParts(request, world);
    return [...parts.map(({ element }) => element), ...feedersOf(parts, world)].flatMap(element => operationsOf(element).needs?.(element) ?? []);
  },
  draw(request, world) {
    const found = snapshotParts(request, world);
    const order = cutOrder(found.map(({ element }) => element), world);
    const driver = driverOf(world);
    const { names } = world;
    const notes: PointNotes = {
      pipeline: found[0].element.pipeline,
      wanted: request.consistency,
      madeBy: request.schedule === undefined ? world.actor : `schedule:${request.schedule}`,
      planned: found.flatMap(({ element, volumes }) => volumes.map(({ view }) => ({ element: element.id, volume: view.name, namespace: view.namespace }))),
      ...(request.schedule === undefined ? {} : { schedule: request.schedule }),
      ...(request.note === undefined ? {} : { note: request.note }),
      ...(request.keepDays === undefined ? {} : { expiresAt: new Date(world.now.getTime() + request.keepDays * DAY_MS).toISOString() }),
    };
    const longestPauseSeconds = request.longestPauseSeconds ?? LONGEST_PAUSE_SECONDS;
    const parts = order.flatMap(element =>
      found
        .filter(part => part.element === element)
        .map((part): CutPart => ({
          ...part,
          chosen: chooseConsistency(element, request.consistency, { longestPauseSeconds, names }),
          cut: driver.cut(part.volumes.map(each => each.driver), { inventory: element.inventory, names, notes, elements: order }),
        })),
    );
    const offsets = offsetSteps(parts, world, longestPauseSeconds);
    return drawn(titleOf(request, found), parts, { steps: stepsOf(parts, offsets.steps, driver, notes, world), recordsOffsets: offsets.steps.length > 0 || parts.some(part => part.chosen.option.atCut !== undefined), checks: offsets.checks, copies: copiesLeftOut(request, world), cost: keepingCost(parts.flatMap(part => part.volumes), request.keepDays) }, world);
  },
};

function drawn(title: string, parts: readonly CutPart[], made: { steps: readonly PlannedStep[]; recordsOffsets: boolean; checks: readonly PreflightCheck[]; copies: readonly WorldElement[]; cost: KeepingCost }, world: World): PlanDraft {
  const { steps, recordsOffsets, checks, copies, cost } = made;
  const volumes = parts.flatMap(part => part.volumes);
  const locks = locksOf(parts.map(({ element }) => element), volumes.map(({ driver }) => driver), 'snapshot');
  const pauses = steps.flatMap(({ pause }) => pause?.limitSeconds ?? []);
  return {
    title,
    summary: summaryOf(parts),
    steps,
    locks,
    basis: parts.map(({ element, volumes: cut }) => ({ subject: `the volumes of ${element.id}`, value: cut.map(({ driver }) => `${driver.claim} ${driver.claimUid}`).join(', ') })),
    preflight: [volumesBound(volumes), volumesNotDeleted(volumes), ...parts.flatMap(partChecks), ...checks, noOtherOperation(locks, world.locks)],
    changes: changesOf(parts, recordsOffsets),
    effects: {
      restarts: 0,
      ...(pauses.length === 0 ? {} : { writesPausedSeconds: Math.max(...pauses) }),
      ...(cost.spaceBytes === undefined ? {} : { spaceBytes: cost.spaceBytes }),
      sentences: [
        ...parts.map(({ element, chosen }) => ({ subject: element.view.title, sentence: chosen.option.sentence })),
        ...copies.map(({ id, view }) => ({ subject: view.title, sentence: `Left out: it is a copy; name ${id} itself to cut it` })),
        { subject: 'Cost of keeping it', sentence: cost.sentence },
      ],
    },
    undo: { possible: true, sentence: 'The recovery point can be deleted again.' },
    cancel: cancelOf(parts),
    comparison: [],
    consumers: [],
    numbersRestOn: 'A snapshot takes space only for what changes after it; how much, the driver does not say beforehand.',
    safety: { level: 1, button: 'Take snapshot' },
    deadlineSeconds: deadlineOf(steps),
  };
}
