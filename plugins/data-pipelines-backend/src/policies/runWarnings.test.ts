import { runWarnings } from './runWarnings';
import type { ScheduleRow } from './ScheduleStore';

const row: Pick<ScheduleRow, 'name' | 'spec'> = {
  name: 'nightly',
  spec: { pipeline: 'orders', cron: '0 3 * * *', timeZone: 'Europe/Berlin', consistency: 'application', longestPauseSeconds: 20, retention: { keepLast: 7 } },
};

describe('what a run of a schedule would meet now', () => {
  it('is asked as the run will ask', async () => {
    const asked: unknown[] = [];
    await runWarnings(async request => {
      asked.push(request);
      return { preflight: [] };
    }, row);
    expect(asked).toEqual([{ kind: 'snapshot', consistency: 'application', schedule: 'nightly', pipeline: 'orders', longestPauseSeconds: 20 }]);
  });

  it('is what refuses it or could not be checked, with what to do', async () => {
    const preflight = [
      { code: 'SNAPSHOT_API', result: 'pass' as const, sentence: 'All is there' },
      { code: 'GROUP_CUT', result: 'warn' as const, sentence: 'Not in one instant', remedy: 'Add a class.' },
      { code: 'NO_OTHER_OPERATION', result: 'block' as const, sentence: 'op-1 holds the volumes of kafka', remedy: 'Wait for it.' },
      { code: 'SNAPSHOT_CLASS', result: 'unknown' as const, sentence: 'Classes may not be read' },
    ];
    expect(await runWarnings(async () => ({ preflight }), row)).toEqual([
      'A run would be refused now: op-1 holds the volumes of kafka. Wait for it.',
      'Could not be checked: Classes may not be read.',
    ]);
  });

  it('is the reason where no plan can be drawn', async () => {
    const refuse = async () => Promise.reject(new Error('The cluster prod-north does not answer'));
    expect(await runWarnings(refuse, row)).toEqual(['A run would fail now: The cluster prod-north does not answer.']);
  });
});
