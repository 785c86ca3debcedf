import { RefusedInputError } from '../errors';
import type { PlacedPoint } from '../recovery/placePoints';
import { DatedExpiry } from './DatedExpiry';
import { HOUR, NOW, scheduledPoint, scheduleWorld } from './__testUtils__/scheduleWorld';

const at = (hours: number) => new Date(NOW + hours * HOUR).toISOString();
/** A point that somebody took by hand, kept until so many hours from now. */
const dated = (id: string, endsInHours: number, point: Partial<PlacedPoint['point']> = {}) =>
  scheduledPoint(id, 48, { point: { schedule: undefined, madeBy: 'user:default/us', expiresAt: at(endsInHours), ...point } });

/** A good point without a date, by hand. */
const YOUNG = scheduledPoint('op-young', 1, { point: { schedule: undefined, madeBy: 'user:default/us' } });

describe('points with a date', () => {
  let world: Awaited<ReturnType<typeof scheduleWorld>>;
  let expiry: DatedExpiry;

  beforeEach(async () => {
    world = await scheduleWorld();
    expiry = new DatedExpiry(world.expiring());
  });
  afterEach(() => world.close());

  it('go when it is over, longest over first, and not before', async () => {
    world.points = [YOUNG, dated('op-later', 1), dated('op-over', -1), dated('op-long-over', -30)];
    await expiry.expire();
    expect(world.removed()).toEqual(['op-long-over', 'op-over']);
    expect(world.started.map(({ actor }) => actor)).toEqual(['expiry', 'expiry']);
    world.now += 2 * HOUR;
    await expiry.expire();
    expect(world.removed()).toEqual(['op-long-over', 'op-over', 'op-later']);
  });

  it('are tried once a day, under one key for all replicas', async () => {
    world.points = [YOUNG, dated('op-over', -1)];
    await expiry.expire();
    await expiry.expire();
    expect(world.started.map(({ key }) => key)).toEqual(['expiry.op-over.2026-11-20']);
    world.now += 24 * HOUR;
    await expiry.expire();
    expect(world.started.map(({ key }) => key)).toEqual(['expiry.op-over.2026-11-20', 'expiry.op-over.2026-11-21']);
  });

  it('stay while they are of a schedule or of somebody else, or are going already', async () => {
    world.points = [YOUNG, dated('op-scheduled', -1, { schedule: 'nightly' }), dated('op-foreign', -1, { foreign: true }), dated('op-going', -1, { state: 'Deleting' })];
    await expiry.expire();
    expect(world.started).toEqual([]);
  });

  it('stay while they are the last good ones: of several the one with the longest time', async () => {
    world.points = [dated('op-over', -1), dated('op-long-over', -30), dated('op-partial', -50, { state: 'Partial' })].map(placed => (placed.point.state === 'Partial' ? { ...placed, goodFor: [] } : placed));
    await expiry.expire();
    await expiry.expire();
    expect(world.removed()).toEqual(['op-partial', 'op-long-over']);
    world.points = [...world.points, YOUNG];
    await expiry.expire();
    expect(world.removed()).toEqual(['op-partial', 'op-long-over', 'op-over']);
  });

  it('stay where all others are on their way out by the rules of a schedule', async () => {
    const removals = world.removals();
    world.points = [scheduledPoint('op-1', 1), scheduledPoint('op-2', 2), scheduledPoint('op-3', 3)];
    await world.runner(removals).look();
    expect(world.removed()).toEqual(['op-3']);
    world.points = [dated('op-over', -1), scheduledPoint('op-3', 3)];
    await new DatedExpiry(world.expiring(removals)).expire();
    expect(world.removed()).toEqual(['op-3']);
  });

  it('stay while it is not certain what there is', async () => {
    world.points = [YOUNG, dated('op-over', -1)];
    world.unreadable = 'VolumeSnapshot of north: as last seen, stale';
    await expiry.expire();
    expect(world.started).toEqual([]);
  });

  it('that cannot be removed are said to be so, and tried again after an hour', async () => {
    world.points = [YOUNG, dated('op-over', -1)];
    world.refusal = new RefusedInputError('Volumes are busy', { code: 'VOLUMES_BUSY', reason: 'They are.', remedy: 'Wait.' });
    await expiry.expire();
    await expiry.expire();
    expect(world.logger.warn.mock.calls).toEqual([[expect.stringContaining('op-over, whose date is over, could not be removed')]]);
    world.refusal = undefined;
    world.now += HOUR;
    await expiry.expire();
    expect(world.removed()).toEqual(['op-over']);
  });
});
