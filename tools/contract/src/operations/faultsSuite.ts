import type { TargetName } from '../target';
import { apiRows } from './faults/apiRows';
import { clusterRows } from './faults/clusterRows';
import { tableText, writeReport } from './faults/faultReport';
import type { FaultRow, PlayedRow } from './faults/FaultRow';
import { FaultWorld } from './faults/FaultWorld';
import { lateness, outcomeOf, problemsOf, resumedSeconds } from './faults/judgeRow';
import { killRows } from './faults/killRows';
import { storageRows } from './faults/storageRows';
import { stuckRows } from './faults/stuckRows';

const START_TIMEOUT_MS = 300_000;
const ROW_TIMEOUT_MS = 200_000;
const AS_IT_MUST_BE = 'as it must be';

/** In this order: the last rows take away what the others need. */
const ROWS: readonly FaultRow[] = [...killRows, ...apiRows, ...storageRows, ...stuckRows, ...clusterRows];

/** Plays one row and judges it. */
async function played(world: FaultWorld, row: FaultRow): Promise<PlayedRow> {
  const began = Date.now();
  const spans = world.pauses.spans.length;
  const operation = await row.play(world);
  const seconds = (Date.now() - began) / 1000;
  const outcome = outcomeOf(operation);
  const resumed = row.resumesBy && resumedSeconds(world, row.resumesBy);
  const problems = [
    ...([row.ends].flat().includes(outcome) ? [] : [`it should have ended as ${[row.ends].flat().join(' or ')}: ${JSON.stringify(operation.failure)}`]),
    ...(row.resumesBy ? lateness(resumed) : []),
    ...(await problemsOf(world, operation, { pausesFrom: spans, pauseLimitSeconds: row.pauseLimitSeconds })),
  ];
  const paused = world.pauses.spans.slice(spans).map(({ from, to = Date.now() }) => (to - from) / 1000);
  return {
    ...{ fault: row.fault, operation: row.operation, where: world.name, outcome, seconds, leftovers: operation.leftovers.length },
    ...(resumed !== undefined && { resumedSeconds: resumed }),
    ...(paused.length > 0 && { pausedSeconds: Math.max(...paused) }),
    verdict: problems.length === 0 ? AS_IT_MUST_BE : problems.join('; '),
  };
}

/** A row that did not come to an end. */
function unplayed(where: string, { fault, operation }: FaultRow, error: unknown): PlayedRow {
  return { fault, operation, where, outcome: 'did not end', seconds: 0, leftovers: 0, verdict: error instanceof Error ? error.message : String(error) };
}

/** Registers the fault table on one target: each row a test; the table is printed and kept at the end. */
export function faultsSuite(name: TargetName): void {
  describe(`faults on ${name}`, () => {
    const table: PlayedRow[] = [];
    let world: FaultWorld | undefined;

    beforeEach(async () => {
      world ??= await FaultWorld.start(name);
    }, START_TIMEOUT_MS);

    // what a row leaves must not be what the next one is judged by
    afterEach(async () => {
      const isAsBefore = table.at(-1)?.verdict === AS_IT_MUST_BE && (await world?.settle().then(() => true, () => false));
      if (isAsBefore) return;
      await world?.stop();
      world = undefined;
    }, START_TIMEOUT_MS);

    afterAll(async () => {
      process.stdout.write(`\n${tableText(table)}`);
      await world?.stop();
    }, START_TIMEOUT_MS);

    it.each(ROWS.filter(({ only }) => only === undefined || only === name))(
      '$operation: $fault',
      async row => {
        if (!world) throw new Error('There is no world to play in.');
        const line = await played(world, row).catch(error => unplayed(name, row, error));
        table.push(line);
        await writeReport(name, table);
        expect(line.verdict).toBe(AS_IT_MUST_BE);
      },
      ROW_TIMEOUT_MS,
    );
  });
}
