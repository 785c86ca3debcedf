import { ConfigReader } from '@backstage/config';
import { readSettings } from './readSettings';

const settingsOf = (schedule?: object) =>
  readSettings(new ConfigReader({ catalog: { providers: { dataPipelines: schedule ? { schedule: { timeout: 'PT30S', ...schedule } } : {} } } }));

describe('settings of discovery', () => {
  it('let one replica at a time do it', () => {
    expect(settingsOf().schedule.scope).toBe('global');
    expect(settingsOf({ frequency: { seconds: 10 } }).schedule.scope).toBe('global');
  });

  it.each([
    [undefined, 120_000],
    [{ frequency: { seconds: 10 } }, 20_000],
    [{ frequency: 'PT5M' }, 600_000],
    [{ frequency: { cron: '*/5 * * * *' } }, 120_000],
  ])('%j: what a replica knows is at most two intervals old', (schedule, maxAge) => {
    expect(settingsOf(schedule).directoryMaxAgeMs).toBe(maxAge);
  });
});
