import { keyReused } from '../operations/refusals';
import { HOUR, NOW, scheduledPoint, scheduleWorld, SPEC } from './__testUtils__/scheduleWorld';

type World = Awaited<ReturnType<typeof scheduleWorld>>;

describe('a schedule', () => {
  let world: World;

  /** Made at 11:06, so that the run of 12:00 is its first. */
  const open = async (spec: Partial<typeof SPEC> = {}) => {
    world = await scheduleWorld({ spec, createdHoursAgo: 1 });
    return world;
  };

  afterEach(() => world.close());

  it('starts a snapshot when it is due, once', async () => {
    const { runner, snapshots, row } = await open();
    const one = runner();
    await one.look();
    await one.look();
    await runner().look();
    expect(snapshots()).toMatchObject([{ actor: 'schedule:nightly', request: { kind: 'snapshot', pipeline: 'orders', schedule: 'nightly' } }]);
    expect((await row())?.lastRun).toMatchObject({ at: '2026-11-20T12:00:00.000Z', outcome: 'started', operation: expect.any(String) });
  });

  it('is not due before its first run', async () => {
    const { runner, started } = await open();
    world.now = NOW - HOUR / 2;
    await runner().look();
    expect(started).toEqual([]);
  });

  it('skips what comes due while it is paused, and says why', async () => {
    const { runner, started, row } = await open({ paused: { reason: 'migration', until: '2026-12-01T00:00:00Z' } });
    await runner().look();
    expect(started).toEqual([]);
    expect((await row())?.lastRun).toMatchObject({ outcome: 'skipped', reason: 'Paused until 2026-12-01T00:00:00Z: migration' });
  });

  it('skips what nobody ran within an hour', async () => {
    const { runner, started, row } = await open();
    world.now = NOW + HOUR;
    await runner().look();
    expect(started).toEqual([]);
    expect((await row())?.lastRun).toMatchObject({ outcome: 'skipped', reason: 'No backend ran within an hour of this instant' });
  });

  it('tries again while something is in its way', async () => {
    const { runner, snapshots, row } = await open();
    world.refusal = new Error('Another operation holds the volumes');
    await runner().look();
    expect((await row())?.lastRun).toMatchObject({ outcome: 'failed', reason: 'Another operation holds the volumes (tried again until 2026-11-20T13:00:00.000Z)' });
    world.refusal = undefined;
    world.now = NOW + HOUR / 2;
    await runner().look();
    expect(snapshots()).toHaveLength(1);
    expect((await row())?.lastRun?.outcome).toBe('started');
  });

  it('has failed when that is so for an hour', async () => {
    const { runner, started, row } = await open();
    world.refusal = new Error('Another operation holds the volumes');
    await runner().look();
    world.refusal = undefined;
    world.now = NOW + HOUR;
    await runner().look();
    expect(started).toEqual([]);
    expect(await row()).toMatchObject({ handledUntil: Date.parse('2026-11-20T12:00:00Z'), lastRun: { outcome: 'failed', reason: expect.stringContaining('holds the volumes') } });
  });

  describe('that took no snapshot', () => {
    const told = () => world.notifications.send.mock.calls.map(([{ recipients, payload }]) => ({ recipients, ...payload }));

    it('is told to its owners, once, where nobody ran it in time', async () => {
      const { runner } = await open();
      world.now = NOW + HOUR;
      await runner().look();
      await runner().look();
      expect(told()).toEqual([
        {
          recipients: { type: 'entity', entityRef: ['group:default/us', 'user:default/us'] },
          ...{ scope: 'data-pipelines:schedule:nightly', topic: 'data-operations', link: '/data-pipelines', severity: 'high' },
          title: 'No snapshot: schedule nightly of orders',
          description: 'The run of 2026-11-20T12:00:00.000Z took none: No backend ran within an hour of this instant',
        },
      ]);
    });

    it('is told when the hour of tries is over, not before', async () => {
      const { runner } = await open();
      world.refusal = new Error('Another operation holds the volumes');
      await runner().look();
      expect(told()).toEqual([]);
      world.now = NOW + HOUR;
      await runner().look();
      expect(told()).toMatchObject([{ description: expect.stringContaining('holds the volumes') }]);
    });

    it('is told when the next run is due before that hour is over', async () => {
      const { runner } = await open({ cron: '*/10 * * * *' });
      world.refusal = new Error('Another operation holds the volumes');
      await runner().look();
      world.refusal = undefined;
      world.now = NOW + HOUR / 6;
      await runner().look();
      await runner().look();
      expect(told()).toMatchObject([{ description: expect.stringContaining('The run of 2026-11-20T12:00:00.000Z took none: Another operation') }]);
    });

    it('is not told where somebody paused the schedule', async () => {
      const { runner } = await open({ paused: { reason: 'migration', until: '2026-12-01T00:00:00Z' } });
      await runner().look();
      expect(told()).toEqual([]);
    });

    it('is shown, and told again until it is heard, for an hour', async () => {
      const { runner, row } = await open();
      world.notifications.send.mockRejectedValue(new Error('503'));
      world.now = NOW + HOUR;
      await runner().look();
      expect(await row()).toMatchObject({ lastRun: { outcome: 'skipped', reason: 'No backend ran within an hour of this instant' } });
      await runner().look();
      expect(told()).toHaveLength(2);
      world.now = NOW + 2 * HOUR;
      await runner().look();
      await runner().look();
      expect(told()).toHaveLength(3);
      expect(await row()).toMatchObject({ handledUntil: Date.parse('2026-11-20T12:00:00Z'), lastRun: { outcome: 'skipped' } });
    });
  });

  it('counts a run as made that another replica has started', async () => {
    const { runner, row } = await open();
    world.refusal = keyReused('nightly.1', 'op-aaaaaaaaaaaa');
    await runner().look();
    expect(await row()).toMatchObject({ handledUntil: Date.parse('2026-11-20T12:00:00Z'), lastRun: { outcome: 'started' } });
  });

  it('is counted once where two replicas look at once', async () => {
    const { runner, snapshots, row } = await open();
    await Promise.all([runner().look(), runner().look()]);
    expect(new Set(snapshots().map(({ key }) => key)).size).toBe(1);
    expect((await row())?.lastRun?.outcome).toBe('started');
  });

  it('makes nothing twice when the clock is set back', async () => {
    const { runner, started } = await open();
    await runner().look();
    world.now = NOW - 5 * HOUR;
    await runner().look();
    expect(started).toHaveLength(1);
  });

  it('refuses to touch what came to belong to somebody else since it was saved', async () => {
    const { runner, started, row } = await open();
    world.scope = { ...world.scope, elements: [...world.scope.elements, { id: 'vault', cluster: 'north', namespace: 'orders', owner: 'group:default/them' }] };
    await runner().look();
    expect(started).toEqual([]);
    expect(await row()).toMatchObject({ handledUntil: Date.parse('2026-11-20T12:00:00Z'), lastRun: { outcome: 'failed', reason: expect.stringContaining('vault belongs to somebody') } });
  });

  it('refuses a plan that pauses what is of somebody else', async () => {
    const { runner, started, row } = await open();
    world.touched = { pipeline: 'orders', elements: [{ id: 'feeder', cluster: 'north', namespace: 'orders', owner: 'group:default/them' }] };
    await runner().look();
    expect(started).toEqual([]);
    expect((await row())?.lastRun).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('feeder belongs to somebody') });
  });

  it('takes in what is new of an owner whose elements it covers', async () => {
    const { runner, snapshots } = await open();
    world.scope = { ...world.scope, elements: [...world.scope.elements, { id: 'index', cluster: 'north', namespace: 'orders', owner: 'group:default/us' }] };
    await runner().look();
    expect(snapshots()).toHaveLength(1);
  });

  it('whose row cannot be read keeps no other one from running', async () => {
    const { runner, snapshots, store, spec, scope, damage } = await open();
    await store.put({ name: 'other', spec, scope, createdBy: 'user:default/us', now: NOW - HOUR });
    await damage();
    await runner().look();
    expect(snapshots()).toMatchObject([{ actor: 'schedule:other' }]);
    expect(world.logger.error.mock.calls).toEqual([[expect.stringContaining('The schedule nightly takes no snapshots')]]);
  });

  it('with a new rhythm starts from now, and keeps what it was otherwise', async () => {
    const { store, scope, row } = await open();
    const before = await row();
    await store.put({ name: 'nightly', spec: { ...world.spec, retention: { daily: 1 } }, scope, createdBy: 'user:default/b', now: NOW });
    expect(await row()).toMatchObject({ handledUntil: before?.handledUntil, createdAt: before?.createdAt, createdBy: 'user:default/us' });
    await store.put({ name: 'nightly', spec: { ...world.spec, cron: '*/5 * * * *' }, scope, createdBy: 'user:default/b', now: NOW });
    expect(await row()).toMatchObject({ handledUntil: NOW, createdAt: before?.createdAt });
  });
});

describe('points of a schedule', () => {
  let world: World;
  const four = () => [1, 7, 13, 19].map(hours => scheduledPoint(`p${hours}`, hours));

  const look = async (points = four()) => {
    world.points = points;
    await world.runner().look();
    return world.removed();
  };

  beforeEach(async () => {
    world = await scheduleWorld();
  });
  afterEach(() => world.close());

  it('that no rule keeps are removed, oldest first', async () => {
    expect(await look()).toEqual(['p19', 'p13']);
  });

  it('stay while it is not certain what there is', async () => {
    world.unreadable = 'VolumeSnapshotContent of north: forbidden';
    expect(await look()).toEqual([]);
    expect(world.logger.warn).toHaveBeenCalledWith(expect.stringContaining('VolumeSnapshotContent of north: forbidden'));
  });

  it.each(['Unknown', 'Failed', 'NotReady', 'Deleting'] as const)('of the state %s are never removed', async state => {
    expect(await look(four().map(({ point, ...placed }) => ({ ...placed, goodFor: [], point: { ...point, state } })))).toEqual([]);
  });

  it('of an earlier schedule of the same name, of another pipeline or by hand are not its own', async () => {
    const others = [
      scheduledPoint('before', 1001),
      scheduledPoint('other', 30, { placed: { pipeline: 'clicks' } }),
      scheduledPoint('by-hand', 31, { point: { madeBy: 'user:default/us' } }),
      scheduledPoint('foreign', 32, { point: { foreign: true } }),
    ];
    expect(await look([...four(), ...others])).toEqual(['p19', 'p13']);
  });

  it('stay where nothing runs any more of what it covers', async () => {
    world.elements = new Map();
    expect(await look()).toEqual([]);
  });

  it('stay where they hold an element of somebody else', async () => {
    world.points = four();
    world.scope = { pipeline: 'orders', elements: [{ id: 'vault', cluster: 'north', namespace: 'orders', owner: 'group:default/them' }] };
    await world.runner().look();
    expect(world.removed()).toEqual([]);
  });

  it('are not tried again on the same day, and under another key on the next', async () => {
    const runner = world.runner();
    world.points = four();
    await runner.look();
    await runner.look();
    expect(world.removed()).toEqual(['p19', 'p13']);
    world.now = NOW + 25 * HOUR;
    await runner.look();
    expect(world.removed()).toEqual(['p19', 'p13', 'p19', 'p13']);
    expect(new Set(world.started.map(({ key }) => key)).size).toBe(world.started.length);
  });

  it('that could not be removed are tried again an hour later', async () => {
    const runner = world.runner();
    world.points = four();
    world.refusal = new Error('Operation op-x restores from it');
    await runner.look();
    world.refusal = undefined;
    await runner.look();
    expect(world.removed()).toEqual([]);
    world.now = NOW + HOUR;
    await runner.look();
    expect(world.removed()).toEqual(['p19', 'p13']);
  });
});
