import { newOperation, onEachDatabase } from './__testUtils__';

onEachDatabase(({ fresh }) => {
  it.each([
    ['operations', 'request', '{"kind":"exp', 'column "request" holds no JSON'],
    ['operations', 'request', '{"kind":"explode"}', 'column "request" holds JSON of another form'],
    ['operations', 'stored', '{"format":2}', 'column "stored" holds JSON of another form'],
    ['operations', 'stored', '[]', 'column "stored" holds JSON of another form'],
    ['operations', 'phase', 'Dancing', 'column "phase" holds "Dancing", which this release does not know'],
    ['operations', 'leftovers', '[{"sentence":1}]', 'column "leftovers" holds JSON of another form'],
    ['operations', 'failure', 'null', 'column "failure" holds JSON of another form'],
    ['operations', 'created_at', '99999999999999999', 'column "created_at" holds no whole number'],
    ['operation_steps', 'mark', 'half-done', 'column "mark of step one" holds "half-done"'],
    ['operation_steps', 'observation', '{"state":"fine"}', 'column "observation of step one" holds JSON of another form'],
    ['operation_steps', 'written', '[{"act":"scribble"}]', 'column "written of step one" holds JSON of another form'],
  ])('%s.%s with %s is named, and never taken for something else', async (table, column, value, sentence) => {
    const { store, db } = await fresh();
    const operation = newOperation({ id: 'damaged' });
    await store.insert(operation);
    await db(table).update({ [column]: value });

    const named = `Operation damaged cannot be read from the database: its ${sentence}`;
    await expect(store.get('damaged')).rejects.toThrow(named);
    await expect(store.list({ limit: 1 })).rejects.toThrow(named);
  });
});
