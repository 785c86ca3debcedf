import { formatBytes, type OperationRequest, type PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { DataDriver, FoundPoint, ObjectKey, PlanDraft, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import { bytesTogether, moveSeconds, withTimeToMove } from '../../engines/shared/moveSeconds';
import { claimKey } from '../../engines/shared/objectKeys';
import { objected, passed } from '../../engines/shared/preflightCodes';
import type { PointRecord } from '../readOffsets';
import { cutOrder, isLog } from './cutOrder';
import { deadlineOf } from './deadline';
import { elementVolumes, type ElementVolumeFacts } from './elementVolumes';
import { feederSteps, type FeederSteps } from './feeders';
import { driverOf, operationsOf } from './findElements';
import { chosenInPoint, claimsInPoint, pointOf, pointReady, readingLocks } from './points';
import { PREFLIGHT_CODES as CODES } from './preflight/codes';
import { locksOf, noOtherOperation } from './preflight/operationLocks';
import { quotaLeavesRoom, storageOfCopies } from './preflight/quota';
import { volumesBound, volumesNotDeleted } from './preflight/volumes';
import { recordedEnds, whyNoEnds } from './logLoss';
import { recordOfPoint, replayOf, type Replay } from './replay';
import { changesOf, stepsOf, stopAndStartChecks, type SwappedElement } from './stopAndStart';
import { nameList, placesText, plural } from './words';
import type { World, WorldElement } from './World';

type RestoreRequest = Extract<OperationRequest, { kind: 'restore' }>;

const UNDO_HOURS = 48;
const HOUR_MS = 3_600_000;
const VERIFY_SECONDS = 1800;

/** One element that is restored, with its steps. */
interface RestorePart extends SwappedElement {
  volumes: readonly ElementVolumeFacts[];
  checks: PreflightCheck[];
}

/** The volumes of the element that the point holds. */
export function volumesInPoint(element: WorldElement, point: FoundPoint): ElementVolumeFacts[] {
  const held = new Set(claimsInPoint(point, element));
  return elementVolumes(element).filter(({ view }) => held.has(view.name));
}

/** What a point has of an element's claims. */
interface Held {
  held: number;
  /** Missing of those that are of use only together. */
  torn: readonly string[];
  /** Missing otherwise. */
  missing: readonly string[];
}

function heldCheck({ id }: WorldElement, { held, torn, missing }: Held, acceptMissing: boolean): PreflightCheck {
  if (torn.length > 0) {
    return objected(CODES.POINT_COMPLETE, 'block', {
      sentence: `The point lacks ${nameList(torn)} of ${id}; its volumes are of use only together`,
      remedy: 'Choose a point that holds all of them.',
    });
  }
  if (missing.length === 0) return passed(CODES.POINT_COMPLETE, `The point holds ${plural(held, 'volume')} of ${id}`);
  return objected(CODES.POINT_COMPLETE, acceptMissing ? 'warn' : 'block', {
    sentence: `The point lacks ${nameList(missing)} of ${id}; ${missing.length === 1 ? 'it stays as it is' : 'they stay as they are'}`,
    remedy: acceptMissing ? 'That is accepted.' : 'Choose another point, or accept it by name (acceptMissing).',
  });
}

/** Whether what belongs together is there together, and has a place in the element as it is now. */
export function completeness(element: WorldElement, point: FoundPoint, acceptMissing: boolean): PreflightCheck[] {
  const held = new Set(claimsInPoint(point, element));
  const together = operationsOf(element).inseparable(element);
  const touched = together.some(claim => held.has(claim));
  const torn = touched ? together.filter(claim => !held.has(claim)) : [];
  const current = new Set(element.view.volumes.map(({ name }) => name));
  const homeless = [...held].filter(claim => !current.has(claim));
  const planned = (point.planned ?? []).filter(each => each.element === element.id && !held.has(each.volume)).map(({ volume }) => volume);
  const missing = planned.filter(claim => !torn.includes(claim));
  return [
    heldCheck(element, { held: held.size, torn, missing }, acceptMissing),
    ...(homeless.length === 0
      ? []
      : [
          objected(CODES.POINT_FITS, touched ? 'block' : 'warn', {
            sentence: `${element.id} has no ${nameList(homeless)} any more, which the point holds`,
            remedy: touched ? `Give ${element.id} as many members as it had at the cut, then restore.` : 'What they held is left out.',
          }),
        ]),
  ];
}

function partOf(element: WorldElement, point: FoundPoint, input: { driver: DataDriver; keepUntil: string; acceptMissing: boolean }, world: World): RestorePart {
  const { driver, keepUntil, acceptMissing } = input;
  const operations = operationsOf(element);
  const volumes = volumesInPoint(element, point);
  return {
    element,
    volumes,
    stop: operations.stop(element, world.names),
    start: operations.start(element, world.names),
    swap: driver.swap(volumes.map(each => each.driver), point, { inventory: element.inventory, names: world.names, keepUntil, live: world.live }),
    checks: completeness(element, point, acceptMissing),
  };
}

/** Elements that keep what the log hands out: the first with volumes on each way downstream, past those that only pass records on. */
function keepersBehind(log: WorldElement, world: World): WorldElement[] {
  const seen = new Set([log]);
  const found: WorldElement[] = [];
  // a set is walked through to what is added on the way
  for (const at of seen) {
    for (const other of world.elements) {
      if (seen.has(other) || !(other.view.readsFrom.includes(at.id) || at.view.writesTo.includes(other.id))) continue;
      if (other.view.volumes.length > 0) {
        if (!found.includes(other)) found.push(other);
      } else seen.add(other);
    }
  }
  return found;
}

/** What reads from a restored log holds records that the log then hands out again under the same offsets. */
function sinksGoAlong(logs: readonly WorldElement[], restored: readonly WorldElement[], world: World): PreflightCheck[] {
  return logs.flatMap(log => {
    const ahead = keepersBehind(log, world).filter(other => !restored.includes(other));
    if (ahead.length === 0) return [passed(CODES.SINKS_GO_ALONG, `Nothing that keeps data of ${log.id} is left behind`)];
    return [
      objected(CODES.SINKS_GO_ALONG, 'warn', {
        sentence: `${nameList(ahead.map(({ id }) => id))} ${ahead.length === 1 ? 'keeps' : 'keep'} records that ${log.id} will no longer have; new ones get their offsets and may overwrite them`,
        remedy: `Restore ${nameList(ahead.map(({ id }) => id))} from the same point, too.`,
      }),
    ];
  });
}

/** Compares logs that run on restored volumes with what the point recorded of them. */
function comparisons(parts: readonly RestorePart[], record: PointRecord | undefined): PlannedStep[] {
  return parts.flatMap(({ element }) => operationsOf(element).verifyRestored?.(element, recordedEnds(element, record)) ?? []);
}

/** Where nothing was recorded that a log could be compared with, the outcome says so. */
function notCompared(element: WorldElement, record: PointRecord | undefined): string {
  const can = operationsOf(element).verifyRestored !== undefined && element.view.volumes.length > 0;
  return can && recordedEnds(element, record).length === 0 ? `; it is not compared with the cut: ${whyNoEnds(element, record)}` : '';
}

/** Looks at the claims once more, now that pods use them, and tells the outcome in the plan's own numbers. */
function verifySteps(parts: readonly RestorePart[], replay: Replay, point: FoundPoint, record: PointRecord | undefined): PlannedStep[] {
  return parts.map(({ element, volumes }, index) => ({
    id: `verify/${element.id}`,
    title: `See that ${element.id} runs on its restored volumes`,
    phase: 'Finalizing',
    element: element.id,
    acts: [],
    wait: {
      observer: 'csi.restored',
      objects: volumes.map(({ driver }) => ({ by: 'name', ...claimKey(driver) })),
      params: {
        volumes: Object.fromEntries(volumes.map(({ driver }) => [driver.claim, driver.persistentVolume ?? ''])),
        sentence: `${element.id} runs on ${plural(volumes.length, 'volume')} as of ${point.cutTime ?? 'the cut'}${notCompared(element, record)}`,
        ...(index === 0 ? { lost: { ...replay.lost } } : {}),
        ...(index === 0 && replay.replayed !== undefined ? { replayed: { ...replay.replayed } } : {}),
      },
    },
    deadlineSeconds: moveSeconds(bytesTogether(volumes), VERIFY_SECONDS),
  }));
}

/** Objects that the plan reads whole: what the engines ask for, the claims, and the offsets of the point. */
export function neededForRestore(request: RestoreRequest, world: World): ObjectKey[] {
  const point = pointOf(request.recoveryPoint, world);
  const chosen = chosenInPoint(point, request.elements, world);
  const engines = world.elements.flatMap(element => element.engine.operations?.needs?.(element) ?? []);
  const claims = chosen.flatMap(element => volumesInPoint(element, point)).map(({ driver }) => claimKey(driver));
  const along = request.where === 'new-namespace' ? chosen.flatMap(element => element.engine.operations?.broughtAlong?.(element) ?? []) : [];
  return [...engines, ...along, ...claims, ...(point.offsets === undefined ? [] : [point.offsets])];
}

/** Puts the volumes of running elements back to the point; the old volumes are kept as the undo. */
export function restoreInPlace(request: RestoreRequest, world: World): PlanDraft {
  const point = pointOf(request.recoveryPoint, world);
  const chosen = chosenInPoint(point, request.elements, world);
  const keepUntil = new Date(world.now.getTime() + (request.undoHours ?? UNDO_HOURS) * HOUR_MS).toISOString();
  const input = { driver: driverOf(world), keepUntil, acceptMissing: request.acceptMissing === true };
  const parts = cutOrder(chosen, world).map(element => partOf(element, point, input, world));
  const record = recordOfPoint(point, world);
  const feeders = feederSteps(chosen, point, record, world);
  const logs = chosen.filter(element => isLog(element, world));
  const replay = replayOf({ elements: chosen, logs, fed: feeders.fed, record, point, world });
  const steps = [
    ...feeders.before,
    ...feeders.record,
    ...parts.flatMap(({ stop }) => stepsOf(stop)),
    ...parts.flatMap(({ swap }) => swap.steps),
    // Logs first: what reads from them or writes to them finds them running.
    ...[...parts].reverse().flatMap(({ start, volumes }) => withTimeToMove(stepsOf(start), bytesTogether(volumes))),
    ...feeders.after,
    ...comparisons(parts, record),
    ...verifySteps(parts, replay, point, record),
  ];
  return drawn({ request, point, parts, feeders, replay, logs, steps, keepUntil }, world);
}

function sentencesOf(parts: readonly RestorePart[], feeders: FeederSteps) {
  const own = parts.flatMap(({ element, stop, start }) => [stop, start].flatMap(steps => (steps.possible ? steps.sentences : [])).map(sentence => ({ subject: element.view.title, sentence })));
  return [...parts.map(({ element }) => ({ subject: element.view.title, sentence: 'Stopped while its volumes are replaced; how long depends on the storage' })), ...own, ...feeders.sentences];
}

function drawn(
  input: { request: RestoreRequest; point: FoundPoint; parts: readonly RestorePart[]; feeders: FeederSteps; replay: Replay; logs: readonly WorldElement[]; steps: readonly PlannedStep[]; keepUntil: string },
  world: World,
): PlanDraft {
  const { request, point, parts, feeders, replay, logs, steps, keepUntil } = input;
  const elements = parts.map(({ element }) => element);
  const volumes = parts.flatMap(part => part.volumes);
  const ids = elements.map(({ id }) => id);
  const locks = [...locksOf([...elements, ...feeders.sources.filter(source => !elements.includes(source))], volumes.map(({ driver }) => driver), 'exclusive'), ...readingLocks(point, ids)];
  const bytes = volumes.reduce((sum, { requestedBytes = 0 }) => sum + requestedBytes, 0);
  const [{ element }] = parts;
  const keptElements = world.elements.filter(other => !elements.includes(other) && !feeders.sources.includes(other));
  return {
    title: `Restore ${nameList(ids)}`,
    summary: `${plural(volumes.length, 'volume')} in place, as of ${point.cutTime ?? 'an unknown time'} · ${placesText(elements)}`,
    steps,
    locks,
    basis: [
      { subject: `the recovery point ${point.id}`, value: `${point.state} ${point.members.map(({ object, ready }) => `${object.name} ${ready}`).join(', ')}` },
      ...parts.map(part => ({ subject: `the volumes of ${part.element.id}`, value: part.volumes.map(({ driver }) => `${driver.claim} ${driver.claimUid} ${driver.persistentVolume ?? ''}`).join(', ') })),
    ],
    preflight: [
      pointReady(point),
      ...parts.flatMap(part => [...part.checks, ...part.swap.checks]),
      ...stopAndStartChecks(parts),
      ...feeders.checks,
      ...replay.checks,
      ...sinksGoAlong(logs, elements, world),
      volumesBound(volumes),
      volumesNotDeleted(volumes),
      ...quotaLeavesRoom(element.inventory, element.namespace, storageOfCopies(volumes)),
      noOtherOperation(locks, world.locks),
    ],
    changes: [
      ...parts.flatMap(changesOf),
      ...feeders.changes,
      ...(keptElements.length === 0 ? [] : [{ act: 'keep' as const, count: keptElements.length, sentence: nameList(keptElements.map(({ id }) => id)), by: 'Penstock', note: 'no change' }]),
    ],
    effects: {
      restarts: elements.reduce((sum, each) => sum + each.view.members.length, 0),
      lost: replay.lost,
      ...(replay.replayed === undefined ? {} : { replayed: replay.replayed }),
      spaceBytes: bytes,
      sentences: sentencesOf(parts, feeders),
    },
    undo: { possible: true, until: keepUntil, sentence: `${plural(volumes.length, 'old volume')} (${formatBytes(bytes)}) are kept; what is written after the restore is lost by the undo` },
    cancel: ['The old volumes are put back and the elements are started on them again.', 'Volumes made from the point are deleted.'],
    comparison: [{ label: 'Data as of', now: world.now.toISOString(), after: point.cutTime ?? 'unknown' }],
    consumers: replay.consumers,
    numbersRestOn: [...replay.restsOn, 'Records are counted from the recorded offsets to the ends of the logs as measured; the cut was by the clock of the storage.'].join(' '),
    safety: {
      level: 3,
      button: `Restore ${plural(ids.length, 'element')}`,
      acknowledge: `I understand: ${replay.lost.sentence.charAt(0).toLowerCase()}${replay.lost.sentence.slice(1)}`,
      type: request.elements?.length === 1 || ids.length === 1 ? ids[0] : element.pipeline,
    },
    deadlineSeconds: deadlineOf(steps),
  };
}
