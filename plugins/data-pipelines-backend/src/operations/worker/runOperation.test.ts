import { testStore } from '../store/__testUtils__';
import { demoCase } from './testing/demoCase';
import { OperationStage, stagedStore } from './testing/OperationStage';

describe('an operation', () => {
  it('runs to its end', async () => {
    const test = demoCase();
    const stage = await OperationStage.open(test, stagedStore(await testStore()));
    stage.start('ann');
    const row = await stage.end();
    expect([row.phase, row.failure, stage.log.filter(line => !line.startsWith('info'))]).toEqual(['Succeeded', undefined, []]);
    expect(row.steps.map(({ mark }) => mark)).toEqual(Array(7).fill('done'));
    expect(stage.world.east.find('ConfigMap', 'demo-conclusion')).toMatchObject({ data: { got: 'application' } });
    expect(stage.world.east.find('ConfigMap', 'demo-place')).toBeUndefined();
    stage.close();
  });
});
