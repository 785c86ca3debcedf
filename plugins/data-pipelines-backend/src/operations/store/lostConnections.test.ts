import net, { type AddressInfo, type Socket } from 'node:net';
import knex, { type Knex } from 'knex';
import { claimed, newOperation, onPostgres, rowOf } from './__testUtils__';
import { SILENT } from './__testUtils__/throwAwayPostgres';
import { DatabaseOperationStore } from './DatabaseOperationStore';
import { lockOperation, writing } from './transactions';

/** Ends every other session on this test's tables, as a restart of the server does. */
const endSessions = (db: Knex) => db.raw("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and application_name = current_setting('application_name')");

/** A way to the server that can be made half open: bytes are taken and go nowhere. */
async function proxyTo(target: Knex.PgConnectionConfig) {
  const place = { host: target.host ?? '127.0.0.1', port: Number(target.port ?? 5432) };
  const sockets: Socket[] = [];
  let isOpen = true;
  const proxy = net.createServer(near => {
    const far = net.connect(place.host.startsWith('/') ? { path: `${place.host}/.s.PGSQL.${place.port}` } : place);
    sockets.push(near, far);
    near.on('data', bytes => isOpen && far.write(bytes)).on('error', () => far.destroy());
    far.on('data', bytes => isOpen && near.write(bytes)).on('error', () => near.destroy());
  });
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));
  return {
    port: (proxy.address() as AddressInfo).port,
    halfOpen() {
      isOpen = false;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise(resolve => proxy.close(resolve));
    },
  };
}

onPostgres(({ replicas, server }) => {
  it('tells of each change whether it landed, or that this is not known, while sessions end; and goes on', async () => {
    const [test, other] = await replicas(2);
    const claim = await claimed(test, newOperation());

    const changes = Array.from({ length: 40 }, () => test.store.setPhase(claim, 'Running'));
    const ended = endSessions(other.db);
    const outcomes = await Promise.allSettled(changes);
    await ended;

    const landed = outcomes.filter(outcome => outcome.status === 'fulfilled' && outcome.value).length;
    const unknown = outcomes.filter(({ status }) => status === 'rejected').length;
    expect(landed + unknown).toBe(40);
    const { version } = await rowOf(test, claim.operation);
    expect(version).toBeGreaterThanOrEqual(1 + landed);
    expect(version).toBeLessThanOrEqual(1 + landed + unknown);
    // Each of the ten connections may have to be found dead once.
    const renewals = await Promise.allSettled(Array.from({ length: 11 }, () => test.store.renew(claim, 60_000)));
    expect(renewals.filter(({ status }) => status === 'rejected').length).toBeLessThanOrEqual(10);
    expect(await test.store.renew(claim, 60_000)).toBe(true);
  });

  it('resumes paused writes though a worker stands still inside of a transaction on the same operation', async () => {
    const [stuck, watchdog] = await replicas(2);
    const claim = await claimed(stuck, newOperation());
    await stuck.store.changeStep(claim, { index: 0, mark: 'intended' }, { pause: { step: 'one', limitMs: 0, resume: [] } });
    let standsStill = () => {};
    const standing = new Promise<void>(resolve => {
      standsStill = resolve;
    });
    let wakes = () => {};
    const transaction = writing(stuck.db, async trx => {
      await lockOperation(trx, claim.operation);
      standsStill();
      await new Promise<void>(resolve => {
        wakes = resolve;
      });
      await trx('operation_pauses').delete();
    });
    await standing;

    expect(await watchdog.store.takeOverdue('watchdog', 60_000)).toHaveLength(1);

    wakes();
    await expect(transaction).rejects.toThrow();
    expect((await rowOf(watchdog, claim.operation)).pauses).toHaveLength(1);
  }, 30_000);

  it('gives up on a database that does not answer, within its limit', async () => {
    const proxy = await proxyTo(server());
    const { user, database, password } = server();
    const db = knex({ client: 'pg', connection: { host: '127.0.0.1', port: proxy.port, user, database, password }, pool: { min: 0, max: 2 }, log: SILENT });
    try {
      const store = new DatabaseOperationStore(db, 300);
      expect(await store.now()).toBeGreaterThan(0);
      proxy.halfOpen();

      await expect(store.now()).rejects.toThrow('The database did not answer within 0.3 s');
      await expect(store.renew({ operation: 'op', worker: 'ann', token: 1 }, 1000)).rejects.toThrow('did not answer');
    } finally {
      await proxy.close();
      await db.destroy();
    }
  });
});
