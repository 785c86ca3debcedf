import fc from 'fast-check';
import { lives } from './nothingLost/commands';
import { LivePipeline } from './nothingLost/LivePipeline';
import { freshModel } from './nothingLost/Model';

/** A life with most in it: damage, restores, one of them undone, and a backend killed in the middle of nearly all. */
const SEEDS = [5];
/** For long runs: how many lives, and the seed of the first. */
const RUNS = Number(process.env.PENSTOCK_NOTHING_LOST_RUNS ?? 0);
const FIRST_SEED = Number(process.env.PENSTOCK_NOTHING_LOST_SEED ?? 1);
const COMMANDS = Number(process.env.PENSTOCK_NOTHING_LOST_COMMANDS ?? 8);
const RUN_TIMEOUT_MS = 1_200_000;
/** A pause ends at its limit; where nobody lived by then, so long after the next one is up. */
const PAUSE_LIMIT_MS = 60_000;
const RESUMED_WITHIN_MS = 15_000;

function replay(seed: number): string {
  return `PENSTOCK_NOTHING_LOST_SEED=${seed} PENSTOCK_NOTHING_LOST_RUNS=1 PENSTOCK_NOTHING_LOST_COMMANDS=${COMMANDS} yarn workspace contract test --watch=false nothingLost`;
}

/** One random life; everything in it, the sandbox's jitter included, is drawn from the seed. */
async function live(seed: number): Promise<void> {
  const done: string[] = [];
  const [commands] = fc.sample(lives(COMMANDS), { seed, numRuns: 1 });
  const pipeline = await LivePipeline.start(seed);
  const model = freshModel();
  try {
    for (const command of commands) {
      if (!command.check(model)) continue;
      const began = Date.now();
      done.push(command.toString());
      await command.run(model, pipeline);
      done.push(`${done.pop()} [${((Date.now() - began) / 1000).toFixed(1)} s]`);
    }
    for (const { from, to = Date.now() } of pipeline.pauses.spans) {
      expect(to).toBeLessThanOrEqual(Math.max(from + PAUSE_LIMIT_MS, pipeline.backend.readyAt + RESUMED_WITHIN_MS));
    }
    process.stdout.write(`seed ${seed}: ${done.join('; ')}\n`);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new Error(`Seed ${seed} failed in its last command: ${done.join('; ')}\nAgain: ${replay(seed)}\n${cause}\nThe backend last said: ${pipeline.backend.lastWords}`);
  } finally {
    await pipeline.stop();
  }
}

describe('nothing is lost, whatever happens to the pipeline', () => {
  it.each(RUNS > 0 ? Array.from({ length: RUNS }, (_, run) => FIRST_SEED + run) : SEEDS)('seed %i', seed => live(seed), RUN_TIMEOUT_MS);
});
