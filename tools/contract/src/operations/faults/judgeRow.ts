import type { Operation } from '@penstock/backstage-plugin-data-pipelines-common';
import { until } from 'control-plane';
import { CLAIMS, ELEMENT, GROUPS, SNAPSHOTS, VOLUMES, type FaultWorld } from './FaultWorld';

const PAUSE_LIMIT_SECONDS = 60;
const RESUMED_WITHIN_SECONDS = 15;
/** Seconds after its deadline until a stuck step must be told. */
export const SEEN_WITHIN_SECONDS = 30;
/** A product that was just started has read nothing yet. */
const READ_TIMEOUT_MS = 30_000;
/** The watchdog looks every second, and the look at the cluster takes its time. */
const TOLERANCE_MS = 2_500;

const DONE: readonly string[] = ['Succeeded', 'PartiallySucceeded'];

/** How an operation ended, in the words of the table. */
export function outcomeOf({ summary, failure }: Operation): string {
  return failure === undefined ? summary.phase : `${summary.phase} ${failure.code}`;
}

/**
 * What is not as it must be after a fault, in sentences: a success that is
 * none, an object that is there twice or left without being listed, a failure
 * without words, writes that stayed paused.
 */
export async function problemsOf(world: FaultWorld, operation: Operation, options: { pausesFrom: number; pauseLimitSeconds?: number }): Promise<string[]> {
  const { summary, request } = operation;
  return [
    ...wordless(operation),
    ...pauseProblems(world, options),
    ...(await world.changedLogins()),
    ...(request.kind === 'snapshot' ? await cutProblems(world, operation) : []),
    ...(request.kind === 'expand' && request.size !== undefined ? await growthProblems(world, request.size, summary.phase) : []),
    ...(request.kind === 'restore' ? await restoreProblems(world, summary) : []),
  ];
}

/** Seconds from the newest start of the product to its first request that a pattern matches; undefined when there was none. */
export function resumedSeconds({ backend, proxy }: FaultWorld, path: RegExp): number | undefined {
  const first = proxy.passed.find(each => each.at > backend.startedAt && path.test(each.path));
  return first && Math.max(0, first.at - backend.readyAt) / 1000;
}

/** The requirement on {@link resumedSeconds}. */
export function lateness(seconds: number | undefined): string[] {
  if (seconds === undefined) return ['it was not resumed'];
  return seconds > RESUMED_WITHIN_SECONDS ? [`it was resumed only after ${seconds} s`] : [];
}

function wordless({ summary, failure, steps, objects }: Operation): string[] {
  if (summary.phase !== 'Failed') return [];
  if (!failure) return ['it failed without saying why'];
  const { code, cause, state, remedy } = failure;
  const isUndone = state === 'Nothing was written.' && [...steps.map(step => step.state), ...objects.map(({ outcome }) => outcome)].includes('undone');
  return [...([code, cause, state, remedy].some(text => text.length < 5) ? ['its failure lacks words'] : []), ...(isUndone ? ['it says that something was undone, and that nothing was written'] : [])];
}

function pauseProblems({ pauses, backend }: FaultWorld, { pausesFrom, pauseLimitSeconds = PAUSE_LIMIT_SECONDS }: { pausesFrom: number; pauseLimitSeconds?: number }): string[] {
  return pauses.spans.slice(pausesFrom).flatMap(({ from, to = Date.now() }) => {
    const allowed = Math.max(from + pauseLimitSeconds * 1000 + TOLERANCE_MS, backend.readyAt + RESUMED_WITHIN_SECONDS * 1000);
    return to > allowed ? [`writes were paused for ${(to - from) / 1000} s`] : [];
  });
}

/** Whether what was got is told by the phase: less than was asked for is a success in part. */
async function consistencyProblems(world: FaultWorld, { id, phase }: Operation['summary']): Promise<string[]> {
  const { got, wanted } = await until(`what ${id} got`, READ_TIMEOUT_MS, async () => {
    const { consistency } = await world.backend.client.getRecoveryPoint(id);
    return consistency.got === undefined ? undefined : consistency;
  });
  const truth = got === wanted ? 'Succeeded' : 'PartiallySucceeded';
  return phase === truth ? [] : [`${got} consistency was got where ${wanted} was asked for, which is ${truth}`];
}

async function cutProblems(world: FaultWorld, { summary, leftovers }: Operation): Promise<string[]> {
  const groups = await world.labelled(GROUPS, summary.id).catch(() => []);
  const listed = leftovers.filter(({ object }) => object.kind === 'VolumeGroupSnapshot').length;
  const problems: string[] = [];
  if (groups.length > 1) problems.push(`${groups.length} groups were made`);
  if (!DONE.includes(summary.phase)) {
    if (groups.length > listed) problems.push('a group is left that is not listed');
    return problems;
  }
  problems.push(...(await consistencyProblems(world, summary)));
  const { volumes } = await until(`${ELEMENT} to be read anew`, READ_TIMEOUT_MS, async () => {
    const element = await world.backend.client.getElement(ELEMENT);
    return element.volumes.length > 0 ? element : undefined;
  });
  const members = await world.labelled(SNAPSHOTS, summary.id);
  const isReady = members.every(({ status }) => JSON.stringify(status).includes('"readyToUse":true'));
  if (groups.length !== 1 || members.length !== volumes.length || !isReady) problems.push(`a false success: ${groups.length} groups, ${members.length} of ${volumes.length} snapshots${isReady ? '' : ', not all ready'}`);
  return problems;
}

async function growthProblems(world: FaultWorld, size: string, phase: string): Promise<string[]> {
  if (phase !== 'Succeeded') return [];
  const brokers = (await world.claims()).filter(({ metadata }) => metadata.name?.includes('broker'));
  const small = brokers.filter(({ status }) => !JSON.stringify(status).includes(`"capacity":{"storage":"${size}"}`));
  return small.length > 0 ? [`a false success: ${JSON.stringify(small.map(({ status }) => status))}`] : [];
}

/** In place each claim has one volume, made from the point, and each volume that it had is kept once. */
async function restoreProblems(world: FaultWorld, { id, phase }: Operation['summary']): Promise<string[]> {
  if (phase !== 'Succeeded') return [];
  const claims = await world.claims();
  const made = await world.labelled(CLAIMS, id);
  const bound = claims.filter(({ status }) => JSON.stringify(status).includes('"phase":"Bound"'));
  const kept = (await world.labelled(VOLUMES, id)).filter(({ status }) => !JSON.stringify(status).includes('"phase":"Bound"'));
  const fits = made.length === claims.length && bound.length === claims.length && kept.length === claims.length;
  return fits ? [] : [`a false success: of ${claims.length} claims ${made.length} are of the restore, ${bound.length} are bound, and ${kept.length} old volumes are kept`];
}
