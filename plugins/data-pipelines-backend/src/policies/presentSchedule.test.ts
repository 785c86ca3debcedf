import { presentSchedule } from './presentSchedule';
import { element, NOW, scheduledPoint, scheduleWorld } from './__testUtils__/scheduleWorld';

const GIB = 2 ** 30;

/** An element whose one volume has the size. */
function sized(capacityBytes: number | undefined) {
  const queue = element('queue');
  return { ...queue, volumes: queue.volumes.map(volume => (capacityBytes === undefined ? volume : { ...volume, capacityBytes })) };
}

describe('space of a schedule in the long run', () => {
  const world = scheduleWorld({ spec: { retention: { keepLast: 3 } } });
  afterAll(async () => (await world).close());

  const keptBytes = async (capacityBytes: number | undefined, pointBytes?: number) => {
    const row = await (await world).row();
    if (!row) throw new Error('There is no schedule.');
    const points = pointBytes === undefined ? [] : [scheduledPoint('op-1', 1, { point: { bytes: pointBytes } })];
    return presentSchedule(row, { elements: [sized(capacityBytes)], points, others: [], now: new Date(NOW) }).keptBytes;
  };

  it('is bounded by the volumes before there is a point', async () => {
    expect(await keptBytes(100 * GIB)).toBe(300 * GIB);
  });

  it('is bounded by what was cut where that was more, and by the volumes once they are larger', async () => {
    expect(await keptBytes(100 * GIB, 120 * GIB)).toBe(360 * GIB);
    expect(await keptBytes(200 * GIB, 120 * GIB)).toBe(600 * GIB);
  });

  it('rests on the points where the size of a volume is not known, and is not known without any', async () => {
    expect(await keptBytes(undefined, 120 * GIB)).toBe(360 * GIB);
    expect(await keptBytes(undefined)).toBeUndefined();
  });
});
