import { LABEL_OPERATION } from '@penstock/backstage-plugin-data-pipelines-common';
import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../../manifests/manifest';
import type { OperationRow } from '../../store/OperationStore';
import { valueAt } from '../sameValue';
import { worldText, type OperationCase } from './OperationCase';
import type { StagedStore } from './OperationStage';
import { actsOf, keyOf, lastReversible, onStage, requireEnd, requireSameEnd, runWithKills, straightRun, type ActPlace, type Outcome, type Pass } from './runs';

/**
 * Checks that hold for every kind of operation of every driver. Each throws
 * with what was done and what came of it; the number that it gives back says
 * how many runs it made, so that a caller sees that it did something.
 */
export interface Harnessed {
  runs: number;
}

/** Each write done twice, by a worker that died before it could note it, ends in the same world. */
export async function runTwice(test: OperationCase, staged: StagedStore): Promise<Harnessed> {
  const once = await straightRun(test, staged);
  requireEnd(test, once);
  const killedAt = new Set<string>();
  const twice = await runWithKills(test, staged, pass => pass.point === 'after an act, before its row' && isNew(killedAt, keyOf(pass)));
  requireSameEnd(test, 'with each write done twice', once, twice);
  return { runs: twice.kills };
}

/** Each write in turn refused for good: the operation says so, there, and leaves nothing that it does not list. */
export async function failAtEach(test: OperationCase, staged: StagedStore): Promise<Harnessed> {
  const once = await straightRun(test, staged);
  requireEnd(test, once);
  const acts = actsOf(once);
  for (const refused of acts) {
    const when = `with ${describe(refused)} refused`;
    const { row, world } = await straightRun(test, staged, { refused });
    if (row.phase !== 'Failed') throw new Error(`${test.name}, ${when}: ended as ${row.phase}.`);
    const failed = row.steps.find(({ observation }) => observation?.state === 'failed');
    if (failed?.id !== refused.step) throw new Error(`${test.name}, ${when}: failed at the step ${failed?.id}.`);
    const problems = slateProblems(test, row, world);
    if (problems.length > 0) throw new Error(`${test.name}, ${when}: ${problems.join('; ')}.`);
  }
  return { runs: acts.length };
}

/** Each act of the undo done twice ends in the same world as done once. */
export async function undoTwice(test: OperationCase, staged: StagedStore): Promise<Harnessed> {
  const refused = lastReversible(test, await straightRun(test, staged));
  if (!refused) return { runs: 0 };
  const once = await straightRun(test, staged, { refused });
  const killedAt = new Set<string>();
  const twice = await runWithKills(test, staged, pass => pass.point === 'after an act of an undo' && isNew(killedAt, keyOf(pass)), { refused });
  requireSameEnd(test, 'with each act of the undo done twice', once, twice);
  return { runs: twice.kills };
}

/** The worker killed at each point that it passes, on the way forward and on the way back: the same end, and no pause left. */
export async function killAtEach(test: OperationCase, staged: StagedStore): Promise<Harnessed & { points: ReadonlySet<string> }> {
  const forward = await straightRun(test, staged);
  requireEnd(test, forward);
  const refused = lastReversible(test, forward);
  const back = refused && (await straightRun(test, staged, { refused }));
  let runs = 0;
  const kill = async (expected: Outcome, pass: Pass, options: { refused?: ActPlace }) => {
    let isKilled = false;
    const killed = await runWithKills(
      test,
      staged,
      ({ point, place }) => {
        if (isKilled || keyOf({ point, place }) !== keyOf(pass)) return false;
        isKilled = true;
        return true;
      },
      options,
    );
    runs += 1;
    const when = `killed at "${keyOf(pass)}"`;
    if (!isKilled) throw new Error(`${test.name}: the point "${keyOf(pass)}" was passed in one run and not in the next.`);
    requireSameEnd(test, when, expected, killed);
    requireResumed(test, when, killed.row);
  };
  for (const pass of forward.passes) await kill(forward, pass, {});
  if (back) {
    const known = new Set(forward.passes.map(keyOf));
    for (const pass of back.passes.filter(passed => !known.has(keyOf(passed)))) await kill(back, pass, { refused });
  }
  return { runs, points: new Set([...forward.passes, ...(back?.passes ?? [])].map(({ point }) => point)) };
}

/** How long a worker was gone when it wakes: longer than any lease. */
const GONE_MS = 60_000;

/**
 * The worker frozen at each point, and with each write on its way to the
 * cluster; another one finishes; then the first one wakes. It changes no row,
 * and the clusters stay as they are.
 */
export async function twoWorkers(test: OperationCase, staged: StagedStore): Promise<Harnessed> {
  const once = await straightRun(test, staged);
  requireEnd(test, once);
  for (const pass of once.passes) await overtaken(test, staged, once, { at: pass });
  const writes = actsOf(once).length;
  for (let write = 0; write < writes; write += 1) await overtaken(test, staged, once, { write });
  return { runs: once.passes.length + writes };
}

async function overtaken(test: OperationCase, staged: StagedStore, expected: Outcome, frozen: { at?: Pass; write?: number }): Promise<void> {
  const when = frozen.at ? `with a worker frozen at "${keyOf(frozen.at)}"` : `with write ${frozen.write} on its way for very long`;
  await onStage(test, staged, async stage => {
    let isFrozen = false;
    let sent = -1;
    const first = stage.start('first', {
      hook: async (point, place) => {
        if (isFrozen || !frozen.at || keyOf({ point, place }) !== keyOf(frozen.at)) return;
        isFrozen = true;
        first.freeze();
      },
    });
    first.sending = async ({ method }) => {
      sent += method === 'GET' ? 0 : 1;
      if (isFrozen || method === 'GET' || sent !== frozen.write) return;
      isFrozen = true;
      first.freeze();
    };
    await stage.until(() => isFrozen, 'the first worker came to where it is frozen');
    await staged.expire(stage.operation);
    stage.start('second');
    const row = await stage.end();
    await stage.pass(2_000);
    const world = worldText(test, stage.world);
    requireSameEnd(test, when, expected, { row, world, passes: [] });
    first.thaw(GONE_MS);
    await stage.pass(10_000);
    const after = await stage.row();
    if (after.version !== row.version) throw new Error(`${test.name}, ${when}: it changed rows after it was overtaken.`);
    const late = worldText(test, stage.world);
    requireSameEnd(test, `${when}, after it woke`, expected, { row: after, world: frozen.at ? late : withoutStrays(late, expected.world, row.id), passes: [] });
  });
}

/** What was on its way when it was overtaken may still be made; it carries the label by which leftovers are found. */
function withoutStrays(world: Record<string, unknown>, expected: Record<string, unknown>, operation: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(world).filter(([key, object]) => key in expected || valueAt(object, ['metadata', 'labels', LABEL_OPERATION]) !== operation));
}

function requireResumed(test: OperationCase, when: string, row: OperationRow): void {
  for (const { step, state, heldAt, limitAt, resumedAt } of row.pauses) {
    if (state !== 'resumed' || resumedAt === undefined) throw new Error(`${test.name}, ${when}: the pause of step ${step} is ${state}.`);
    if (resumedAt > limitAt) throw new Error(`${test.name}, ${when}: writes were paused for ${resumedAt - heldAt} ms, longer than the limit.`);
  }
}

/** What is not as before and is not said to be left. */
function slateProblems(test: OperationCase, row: OperationRow, after: Record<string, unknown>): string[] {
  const before = worldText(test, test.world());
  const passed = row.steps.some(({ mark }, index) => row.stored.steps[index]?.pointOfNoReturn && mark !== 'waiting' && mark !== 'skipped');
  const listed = new Set(row.leftovers.map(({ object }) => `${object.cluster}/${object.namespace ?? ''}/${object.kind}/${object.name}`));
  const isTold = (key: string) => listed.has(key) || (row.failure?.state.includes(key.split('/').slice(2).join(' ')) ?? false);
  const made = Object.keys(after).filter(key => !(key in before) && !isTold(key));
  const changed = passed ? [] : Object.keys(before).filter(key => !isDeepStrictEqual(steady(before[key]), steady(after[key])) && !isTold(key));
  return [...made.map(key => `${key} is left and not listed`), ...changed.map(key => `${key} is not as it was, and that is not said`)];
}

/** Without the status, which is a controller's. */
function steady(object: unknown): unknown {
  if (!isRecord(object)) return object;
  const { status: _, ...rest } = object;
  return rest;
}

function isNew(known: Set<string>, key: string): boolean {
  if (known.has(key)) return false;
  known.add(key);
  return true;
}

function describe({ step, act }: ActPlace): string {
  return `${act.act} ${act.kind} ${act.name} in step ${step}`;
}
