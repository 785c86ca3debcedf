import { TestDatabases } from '@backstage/backend-test-utils';
import type { TargetName } from '../target';
import { SCHEDULE_CASES } from './schedules/scheduleCases';
import { ScheduleWorld } from './schedules/ScheduleWorld';

const START_TIMEOUT_MS = 300_000;
const CASE_TIMEOUT_MS = 300_000;

/** Registers what schedules and retention promise, on one target: two replicas of the product, by a clock that the test sets. */
export function schedulesSuite(name: TargetName): void {
  describe(`schedules on ${name}`, () => {
    const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
    let world: ScheduleWorld;

    beforeAll(async () => {
      world = await ScheduleWorld.start(name, await databases.init('SQLITE_3'));
    }, START_TIMEOUT_MS);

    afterAll(() => world?.stop(), START_TIMEOUT_MS);

    it.each(SCHEDULE_CASES)('$title', ({ run }) => run(world), CASE_TIMEOUT_MS);
  });
}
