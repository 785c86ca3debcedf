import { mockServices } from '@backstage/backend-test-utils';
import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import { OutcomeTeller } from './OutcomeTeller';
import { claimed, FAILED, newOperation, onEachDatabase, SUCCEEDED, type TestStore } from './store/__testUtils__';

/** A notifications plugin as it behaves: the same scope to the same reader is one notification. */
class Inbox {
  readonly sent: NotificationSendOptions[] = [];
  /** What happens to each send; delivers by default. */
  behaviour: (deliver: () => void) => Promise<void> = async deliver => deliver();

  async send(message: NotificationSendOptions): Promise<void> {
    return this.behaviour(() => this.sent.push(message));
  }

  /** Scopes that a reader sees, each once. */
  get seen(): string[] {
    return [...new Set(this.sent.map(({ payload }) => payload.scope ?? ''))];
  }
}

const teller = (test: TestStore, inbox: Inbox, name: string, sendLimitMs?: number) =>
  new OutcomeTeller({ store: test.store, notifications: inbox, logger: mockServices.logger.mock(), name, ...(sendLimitMs !== undefined && { sendLimitMs }) });

/** Makes the hold on untold outcomes run out, as if whoever took them had died long ago. */
const expire = ({ db }: TestStore) => db('operation_outcomes').update({ lease_until: 1 });

async function failed(test: TestStore): Promise<string> {
  const claim = await claimed(test, newOperation());
  await test.store.finish(claim, FAILED);
  return claim.operation;
}

const scopeOf = (operation: string) => `data-pipelines:operation:${operation}`;

onEachDatabase(({ replicas, fresh }) => {
  it('tells owner and starter once, however many processes look', async () => {
    const [one, other] = await replicas(2);
    const inbox = new Inbox();
    const operations = [await failed(one), await failed(other)];
    const tellers = [teller(one, inbox, 'ann'), teller(other, inbox, 'ben')];

    await Promise.all([...tellers, ...tellers].map(each => each.look()));

    expect(inbox.sent.map(({ payload }) => payload.scope).sort()).toEqual(operations.map(scopeOf).sort());
    expect(inbox.sent[0]).toMatchObject({
      recipients: { type: 'entity', entityRef: ['group:default/shop', 'user:default/ada'] },
      payload: { severity: 'high', title: 'Failed: Expand 1 volume of orders', description: 'The test wants it.' },
    });
    await tellers[0].look();
    expect(inbox.sent).toHaveLength(2);
  });

  it('has it told by another process when the one that ended it died before telling', async () => {
    const [dies, lives] = await replicas(2);
    const operation = await failed(dies);
    const inbox = new Inbox();

    await teller(lives, inbox, 'ben').look();

    expect(inbox.seen).toEqual([scopeOf(operation)]);
  });

  it.each(['before', 'after'] as const)('shows one notification when the process was killed just %s it was sent', async when => {
    const [dies, lives] = await replicas(2);
    const operation = await failed(dies);
    const inbox = new Inbox();
    let reached = () => {};
    const killed = new Promise<void>(resolve => {
      reached = resolve;
    });
    inbox.behaviour = deliver => {
      if (when === 'after') deliver();
      reached();
      return new Promise(() => {});
    };
    void teller(dies, inbox, 'ann', 3_600_000).look();
    await killed;

    inbox.behaviour = async deliver => deliver();
    const survivor = teller(lives, inbox, 'ben');
    await survivor.look();
    expect(inbox.sent).toHaveLength(when === 'after' ? 1 : 0);
    await expire(lives);
    await survivor.look();

    expect(inbox.sent).toHaveLength(when === 'after' ? 2 : 1);
    expect(inbox.seen).toEqual([scopeOf(operation)]);
    expect(await lives.db('operation_outcomes')).toEqual([]);
  });

  it('tries again when the notifications plugin refuses or hangs, and holds no other outcome up', async () => {
    const test = await fresh();
    const [first, second] = [await failed(test), await failed(test)];
    const inbox = new Inbox();
    const answers = [() => Promise.reject(new Error('503')), () => new Promise<void>(() => {})];
    inbox.behaviour = async deliver => (answers.shift() ?? (async () => deliver()))();
    const ann = teller(test, inbox, 'ann', 10);

    await ann.look();
    expect(inbox.sent).toEqual([]);
    await ann.look();
    expect(inbox.sent).toEqual([]);
    await expire(test);
    await ann.look();

    expect(inbox.seen.sort()).toEqual([scopeOf(first), scopeOf(second)].sort());
  });

  it('gives up after a day', async () => {
    const test = await fresh();
    const operation = await failed(test);
    await test.db('operation_outcomes').where({ operation_id: operation }).update({ ended_at: 1 });
    const inbox = new Inbox();
    inbox.behaviour = () => Promise.reject(new Error('404'));

    await teller(test, inbox, 'ann').look();

    expect(await test.db('operation_outcomes')).toEqual([]);
  });

  it('says nothing of a success that everybody expects, and does not keep it', async () => {
    const test = await fresh();
    const claim = await claimed(test, newOperation());
    await test.store.changeStep(claim, { index: 0, mark: 'done' });
    await test.store.changeStep(claim, { index: 1, mark: 'done' });
    await test.store.finish(claim, SUCCEEDED);
    const inbox = new Inbox();

    await teller(test, inbox, 'ann').look();

    expect(inbox.sent).toEqual([]);
    expect(await test.db('operation_outcomes')).toEqual([]);
  });

  it('notes nothing for an ending that did not land', async () => {
    const test = await fresh();
    const claim = await claimed(test, newOperation());
    await expect(test.store.finish(claim, { phase: 'Failed', leftovers: [] })).rejects.toThrow('does not say why');
    expect(await test.store.finish({ ...claim, token: claim.token - 1 }, FAILED)).toBe(false);

    expect(await test.store.takeUntold('ann', 60_000)).toBeUndefined();
  });
});
