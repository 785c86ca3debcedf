import fc from 'fast-check';
import { randomInt } from 'node:crypto';
import { lives } from './nothingLost/commands';
import { LivePipeline } from './nothingLost/LivePipeline';
import { freshModel } from './nothingLost/Model';

/** Lives that hold, together, damage, restores of each element and of all, undos, lost pods, and kills in the middle of nearly all. */
const SEEDS = [19, 104, 173];
/** For long runs, or to see one life again: the seed of the first, and how many follow. */
const FIRST_SEED = process.env.PENSTOCK_NOTHING_LOST_SEED;
const RUNS = Number(process.env.PENSTOCK_NOTHING_LOST_RUNS ?? 1);
const COMMANDS = Number(process.env.PENSTOCK_NOTHING_LOST_COMMANDS ?? 3);
const RUN_TIMEOUT_MS = 1_200_000;
/** A pause ends at its limit; where nobody lived by then, so long after the next one is up. */
const PAUSE_LIMIT_MS = 60_000;
const RESUMED_WITHIN_MS = 15_000;

/** Those above and, outside CI, one that is new each time; or those that were asked for. A change is judged by lives that its author could see. */
function seeds(): readonly number[] {
  if (FIRST_SEED !== undefined) return Array.from({ length: RUNS }, (_, run) => Number(FIRST_SEED) + run);
  return process.env.CI === undefined ? [...SEEDS, randomInt(1_000, 1_000_000_000)] : SEEDS;
}

function replay(seed: number): string {
  return `PENSTOCK_NOTHING_LOST_SEED=${seed} PENSTOCK_NOTHING_LOST_COMMANDS=${COMMANDS} yarn workspace contract test --watch=false nothingLost`;
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
  // most of a life is waiting, so that they are lived side by side
  it.concurrent.each(seeds())('seed %i', seed => live(seed), RUN_TIMEOUT_MS);
});
