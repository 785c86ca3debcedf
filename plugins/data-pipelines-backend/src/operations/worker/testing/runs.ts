import { isDeepStrictEqual } from 'node:util';
import type { OperationRow } from '../../store/OperationStore';
import type { CrashHook, CrashPlace, CrashPoint } from '../crashPoints';
import { worldText, type OperationCase } from './OperationCase';
import { OperationStage, type StagedStore } from './OperationStage';
import type { WorkerProcess } from './WorkerProcess';

/** One passing of a crash point. */
export interface Pass {
  point: CrashPoint;
  place: CrashPlace;
}

/** A write of a step, as the points around it name it. */
export type ActPlace = Required<Pick<CrashPlace, 'step' | 'act'>>;

/** What a run came to. */
export interface Outcome {
  row: OperationRow;
  world: Record<string, unknown>;
  /** In order, each once. */
  passes: readonly Pass[];
}

/** Which write of a run is refused for good; none when absent. */
export interface RunOptions {
  refused?: ActPlace;
}

/** A run in which nobody dies. */
export async function straightRun(test: OperationCase, staged: StagedStore, options: RunOptions = {}): Promise<Outcome> {
  return onStage(test, staged, async stage => {
    const passes = new Map<string, Pass>();
    stage.start('ann', {
      hook: async (point, place) => {
        passes.set(keyOf({ point, place }), passes.get(keyOf({ point, place })) ?? { point, place });
        refuse(stage, options, point, place);
      },
    });
    const row = await stage.end();
    return { row, world: worldText(test, stage.world), passes: [...passes.values()] };
  });
}

/** A run in which the worker is killed wherever it is told, and the next one goes on. */
export async function runWithKills(test: OperationCase, staged: StagedStore, isKilled: (pass: Pass) => boolean, options: RunOptions = {}): Promise<Outcome & { kills: number }> {
  return onStage(test, staged, async stage => {
    let kills = 0;
    let dead = 0;
    const life: { process?: WorkerProcess } = {};
    const hook: CrashHook = async (point, place) => {
      refuse(stage, options, point, place);
      if (!isKilled({ point, place })) return;
      life.process?.kill();
      kills += 1;
    };
    const goOn = (row: OperationRow) => kills > dead || row.finishedAt !== undefined;
    life.process = stage.start('worker-0', { hook });
    for (;;) {
      await stage.until(goOn, 'the worker died, or the operation ended');
      if (kills === dead) break;
      dead = kills;
      await staged.expire(stage.operation);
      life.process = stage.start(`worker-${kills}`, { hook });
    }
    const row = await stage.end();
    return { row, world: worldText(test, stage.world), passes: [], kills };
  });
}

/** Opens a stage and closes it, whatever happens on it. */
export async function onStage<T>(test: OperationCase, staged: StagedStore, play: (stage: OperationStage) => Promise<T>): Promise<T> {
  const stage = await OperationStage.open(test, staged);
  try {
    return await play(stage);
  } finally {
    await stage.quiet();
    stage.close();
  }
}

/** From before the act until after it, the write is refused for good. */
function refuse(stage: OperationStage, { refused }: RunOptions, point: CrashPoint, { step, act }: CrashPlace): void {
  if (!refused || point !== 'before an act' || step !== refused.step || !isDeepStrictEqual(act, refused.act)) return;
  const server = stage.world[refused.act.cluster];
  server.order({ fault: 'refused', status: 422, message: 'refused by the harness' }, asked => asked.verb === refused.act.act && asked.kind === refused.act.kind && asked.name === refused.act.name, 1);
}

/** The writes of a run, in order. */
export function actsOf({ passes }: Outcome): ActPlace[] {
  return passes.flatMap(({ point, place: { step, act } }) => (point === 'before an act' && step !== undefined && act ? [{ step, act }] : []));
}

/** The last write that can still be taken back when it fails. */
export function lastReversible(test: OperationCase, outcome: Outcome): ActPlace | undefined {
  const steps = test.steps(outcome.row.id);
  const point = steps.findIndex(({ pointOfNoReturn }) => pointOfNoReturn);
  const before = new Set(steps.slice(0, point < 0 ? steps.length : point).map(({ id }) => id));
  return actsOf(outcome).filter(({ step }) => before.has(step)).pop();
}

/** One text per pass, for comparing and for messages. */
export function keyOf({ point, place: { step, act } }: Pass): string {
  const what = act ? `${act.act} ${act.kind} ${act.name}` : undefined;
  return [point, step, what].filter(Boolean).join(' / ');
}

/** @throws Error that says how two runs differ */
export function requireSameEnd(test: OperationCase, when: string, expected: Outcome, actual: Outcome): void {
  const code = (row: OperationRow) => `${row.phase}${row.failure ? ` (${row.failure.code})` : ''}`;
  if (code(expected.row) !== code(actual.row)) {
    throw new Error(`${test.name}, ${when}: ended as ${code(actual.row)} instead of ${code(expected.row)}: ${JSON.stringify(actual.row.failure)}`);
  }
  const differing = [...new Set([...Object.keys(expected.world), ...Object.keys(actual.world)])].filter(key => !isDeepStrictEqual(expected.world[key], actual.world[key]));
  if (differing.length === 0) return;
  const shown = differing.slice(0, 3).map(key => `${key}:\n  expected ${JSON.stringify(expected.world[key])}\n  found    ${JSON.stringify(actual.world[key])}`);
  throw new Error(`${test.name}, ${when}: the clusters end differently (${differing.length} objects):\n${shown.join('\n')}`);
}

/** @throws Error when the run did not end as the case says */
export function requireEnd(test: OperationCase, { row }: Outcome): void {
  const wanted = test.ends ?? 'Succeeded';
  if (row.phase !== wanted) throw new Error(`${test.name}: ended as ${row.phase} instead of ${wanted}: ${JSON.stringify(row.failure)}`);
}
