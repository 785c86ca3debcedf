import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FAILED, onEachDatabase } from './__testUtils__';
import { recordRows } from './__testUtils__/recordRows';
import { operationViolations } from './operationInvariants';
import { FINAL_PHASES } from './OperationStore';

const FOLDER = path.join(__dirname, '__fixtures__');
const FILES = readdirSync(FOLDER).filter(name => /^format-\d+\.json$/.test(name));

/** Tables in the order in which their rows refer to each other. */
const TABLES = ['operations', 'operation_elements', 'operation_steps', 'operation_locks', 'operation_pauses'];

/** Rows as a release wrote them, and what it read of them. */
interface Recording {
  tables: Record<string, object[]>;
  read: { id: string; phase: string }[];
}

const recording = (file: string): Recording => JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8'));

it('has a recording of each format that was ever written', () => {
  expect(FILES).toEqual(['format-1.json']);
});

onEachDatabase(({ fresh, dialect }) => {
  describe.each(FILES)('rows of %s', file => {
    it('are read as they were then, and keep every rule', async () => {
      const { store, db } = await fresh();
      const { tables, read } = recording(file);
      for (const table of TABLES) await db.batchInsert(table, tables[table], 50);

      const rows = await Promise.all(read.map(({ id }) => store.get(id)));

      expect(JSON.parse(JSON.stringify(rows))).toEqual(read);
      expect(rows.flatMap(row => (row ? operationViolations(row) : []))).toEqual([]);
      expect(new Set((await store.list({ limit: 100 })).map(({ id }) => id))).toEqual(new Set(read.map(({ id }) => id)));
    });

    it('are worked on to their end', async () => {
      const { store, db } = await fresh();
      const { tables, read } = recording(file);
      for (const table of TABLES) await db.batchInsert(table, tables[table], 50);
      const open = read.filter(({ phase }) => !FINAL_PHASES.some(final => final === phase));

      for (const pause of await store.takeOverdue('watchdog', 60_000)) await store.resumed(pause.operation, pause.step, pause.heldAt);
      const ended: string[] = [];
      for (let claim = await store.claim('ann', 60_000); claim; claim = await store.claim('ann', 60_000)) {
        expect(await store.finish(claim, FAILED)).toBe(true);
        ended.push(claim.operation);
      }

      expect(open.length).toBeGreaterThan(0);
      expect(ended.sort()).toEqual(open.map(({ id }) => id).sort());
      expect(await store.locks()).toEqual([]);
    });
  });

  it('are written in the format of the newest recording (PENSTOCK_RECORD_ROWS=1 records them anew, before a release only)', async () => {
    const { store, db } = await fresh();
    const recorded = await recordRows({ store, db });
    const file = path.join(FOLDER, 'format-1.json');
    if (process.env.PENSTOCK_RECORD_ROWS === '1' && dialect === 'sqlite') writeFileSync(file, `${JSON.stringify(recorded, undefined, 2)}\n`);

    const shape = ({ tables }: Recording) => Object.fromEntries(TABLES.map(table => [table, tables[table].map(row => Object.keys(row).sort())]));
    expect(shape(recorded)).toEqual(shape(recording('format-1.json')));
  });
});
