import type { RecoveryPoint, ScheduleSpec } from '@penstock/backstage-plugin-data-pipelines-common';
import { later, nextClocksBack, nextMonday } from './calendar';
import type { ScheduleWorld } from './ScheduleWorld';

/** One thing that schedules promise, on any target. Cases follow each other on one clock, which only goes forward. */
export interface ScheduleCase {
  title: string;
  run(world: ScheduleWorld): Promise<void>;
}

const DAY_SECONDS = 24 * 3600;
const NOON = '0 12 * * *';

/** The element with three volumes that all cases protect, and a schedule for it alone. */
async function scheduled(world: ScheduleWorld, name: string, spec: Partial<ScheduleSpec>): Promise<{ element: string; spec: ScheduleSpec }> {
  const { element } = await world.product.healthyElement('elasticsearch', 'default');
  const { pipeline } = await world.product.client.getElement(element);
  const whole: ScheduleSpec = { pipeline, elements: [element], cron: NOON, timeZone: 'UTC', consistency: 'crash', retention: { keepLast: 10 }, ...spec };
  await world.product.client.putSchedule(name, whole);
  return { element, spec: whole };
}

/** Nothing more comes of it, however often both look. */
async function nothingComes(world: ScheduleWorld, name: string, at: Date): Promise<void> {
  const before = await world.of(name, 'snapshot');
  world.setClock(at);
  for (let look = 0; look < 3; look++) await world.look();
  expect(await world.of(name, 'snapshot')).toEqual(before);
}

const fires: ScheduleCase = {
  title: 'two replicas make one point at each instant, by the clocks of its zone, also on the night when they are set back',
  run: async world => {
    const midnight = nextClocksBack(new Date());
    world.setClock(later(midnight, { hours: -6 }));
    const name = 'at-night';
    const { spec } = await scheduled(world, name, { cron: '30 2 * * *', timeZone: 'Europe/Berlin' });
    const [first, second] = [later(midnight, { minutes: 30 }), later(midnight, { days: 1, hours: 1, minutes: 30 })];
    expect((await world.schedule(name)).nextRuns.slice(0, 2)).toEqual([first, second].map(at => at.toISOString()));
    await nothingComes(world, name, later(first, { minutes: -1 }));
    const point = await world.runAt(name, first);
    expect(point).toMatchObject({ schedule: name, madeBy: `schedule:${name}`, pipeline: spec.pipeline });
    // Half past two comes a second time in this night.
    await nothingComes(world, name, later(first, { hours: 1 }));
    await world.runAt(name, second);
    expect(await world.of(name, 'snapshot')).toHaveLength(2);
    await world.product.client.deleteSchedule(name);
  },
};

const retains: ScheduleCase = {
  title: 'the last one, those of two days and of two weeks stay; the others go, and of what is not of the schedule only that whose date is over',
  run: async world => {
    const monday = nextMonday(new Date());
    world.setClock(later(monday, { hours: 6 }));
    const name = 'by-calendar';
    const { element } = await scheduled(world, name, { retention: { keepLast: 1, daily: 2, weekly: 2 } });
    const byHand = await world.product.run({ kind: 'snapshot', elements: [element], consistency: 'crash', keepDays: 1 });
    const kept = await world.untilSeen(byHand.summary.id, ({ state }) => state === 'Ready');
    expect(Date.parse(kept.expiresAt ?? '') - new Date().getTime()).toBeLessThanOrEqual(DAY_SECONDS * 1000);
    const others = await world.points(element);
    const cuts: string[] = [];
    // Monday and Wednesday; Tuesday, Thursday and Friday of the week after.
    for (const days of [0, 2, 8, 10, 11]) cuts.push((await world.runAt(name, later(monday, { days, hours: 12 }))).id);
    const stay = [cuts[1], cuts[3], cuts[4]];
    await world.untilLooked('all that no rule keeps to be gone', async () => {
      const points = await world.points(element);
      if (cuts.every(id => points.includes(id) === stay.includes(id)) && !points.includes(kept.id)) return true;
      throw new Error(JSON.stringify({ points, cuts, others }));
    });
    expect((await world.points(element)).sort()).toEqual([...others.filter(id => id !== kept.id), ...stay].sort());
    const removed = await world.of(name, 'delete');
    expect(removed).toHaveLength(2);
    for (const { id } of removed) expect(await world.product.untilEnded(id)).toMatchObject({ summary: { phase: 'Succeeded' } });
    await world.product.client.deleteSchedule(name);
  },
};

const guards: ScheduleCase = {
  title: 'a point that lost a volume pushes no good one out, and the last good one stays',
  run: async world => {
    const monday = nextMonday(new Date());
    const noon = (days: number) => later(monday, { days, hours: 12 });
    world.setClock(later(monday, { hours: 6 }));
    const name = 'two-only';
    const { element, spec } = await scheduled(world, name, { retention: { keepLast: 2 } });
    const good = await world.runAt(name, noon(0));
    await damage(world, await world.runAt(name, noon(1)));
    const newest = await world.runAt(name, noon(2));
    await nothingComes(world, name, later(noon(2), { hours: 1 }));
    expect(await world.points(element)).toEqual(expect.arrayContaining([good.id, newest.id]));
    await world.product.client.putSchedule(name, { ...spec, retention: { keepLast: 1 } });
    await damage(world, newest);
    for (let look = 0; look < 3; look++) await world.look();
    expect(await world.of(name, 'delete')).toEqual([]);
    expect(await world.untilSeen(good.id, ({ state }) => state === 'Ready')).toBeDefined();
    await world.product.client.deleteSchedule(name);
  },
};

/** Takes one of its snapshots away behind the product's back. */
async function damage(world: ScheduleWorld, { id, members: [{ object }] }: RecoveryPoint): Promise<void> {
  await world.elements.admin.delete(`/apis/snapshot.storage.k8s.io/v1/namespaces/${object.namespace}/volumesnapshots/${object.name}`);
  await world.untilSeen(id, ({ state }) => state !== 'Ready');
}

const achieves: ScheduleCase = {
  title: 'what was achieved is told beside the objective, and a run that did not come makes it overdue',
  run: async world => {
    const monday = nextMonday(new Date());
    world.setClock(later(monday, { hours: 6 }));
    const name = 'each-day';
    const { spec } = await scheduled(world, name, { objectiveSeconds: DAY_SECONDS });
    expect(await world.schedule(name)).toMatchObject({ state: 'NeverRan' });
    for (const days of [0, 1]) await world.runAt(name, later(monday, { days, hours: 12 }));
    const met = await world.schedule(name);
    expect(met).toMatchObject({ state: 'Active', achieved: { state: 'measured', unit: 'seconds', target: { value: DAY_SECONDS, verdict: 'met' } } });
    await world.product.client.putSchedule(name, { ...spec, objectiveSeconds: 3600 });
    const missed = await world.schedule(name);
    expect(missed).toMatchObject({ achieved: { target: { value: 3600, verdict: 'missed' } } });
    expect(missed.warnings).toContainEqual(expect.stringContaining('cannot be met'));
    world.setClock(later(monday, { days: 2, hours: 13 }));
    expect(await world.schedule(name)).toMatchObject({ state: 'Overdue', worstGap: { state: 'measured' } });
    await world.product.client.deleteSchedule(name);
  },
};

const pauses: ScheduleCase = {
  title: 'a pause has a reason and an end: nothing comes in between, it says why, and afterwards it goes on',
  run: async world => {
    const monday = nextMonday(new Date());
    world.setClock(later(monday, { hours: 6 }));
    const name = 'paused';
    const until = later(monday, { days: 1 }).toISOString();
    const { spec } = await scheduled(world, name, { paused: { reason: 'the storage is being moved', until } });
    expect(await world.schedule(name)).toMatchObject({ state: 'Paused', spec: { paused: { reason: 'the storage is being moved', until } } });
    await nothingComes(world, name, later(monday, { hours: 12, minutes: 1 }));
    const { lastRun } = await world.schedule(name);
    expect(lastRun).toMatchObject({ outcome: 'skipped', reason: expect.stringContaining('the storage is being moved') });
    await world.runAt(name, later(monday, { days: 1, hours: 12 }));
    expect(await world.schedule(name)).toMatchObject({ state: 'Active', lastRun: { outcome: 'started' } });
    const over = { ...spec, paused: { reason: 'too late', until } };
    await expect(world.product.client.putSchedule(name, over)).rejects.toMatchObject({ cause: { message: expect.stringContaining('a pause must end in the future') } });
    await world.product.client.deleteSchedule(name);
  },
};

/** In the order in which they are run. */
export const SCHEDULE_CASES: readonly ScheduleCase[] = [fires, retains, guards, achieves, pauses];
