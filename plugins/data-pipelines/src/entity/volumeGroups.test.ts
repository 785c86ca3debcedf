import { element, volume } from '../__testUtils__/elements';
import { ratioOf, sumOf, volumeGroups } from './volumeGroups';

const GIB = 2 ** 30;

describe('sumOf', () => {
  it('adds what is reported and names the soonest', () => {
    const sum = sumOf([volume('a', 50), volume('b', 93)]);
    expect(sum).toMatchObject({ sizeBytes: 200 * GIB, atLeast: false, fullInSeconds: 32400 });
    expect(sum.usedBytes).toBeCloseTo(143 * GIB, -3);
    expect(ratioOf(sum)).toBeCloseTo(0.715, 3);
  });

  it('never takes a volume that does not report for empty', () => {
    const sum = sumOf([volume('a', 50), volume('b', undefined)]);
    expect(sum.atLeast).toBe(true);
    expect(ratioOf(sum)).toBeUndefined();
    expect(sumOf([volume('b', undefined)]).usedBytes).toBeUndefined();
  });

  it('has no share of a size that is not known', () => {
    const nowhere = volume('a', 50, { capacityBytes: undefined, requestedBytes: undefined });
    expect(ratioOf(sumOf([nowhere]))).toBeUndefined();
  });
});

describe('volumeGroups', () => {
  it('groups by element in flow order and by role', () => {
    const first = element('telemetry', 'kafka', 'p', 'c', { volumes: [volume('a', 1), volume('b', 1, { role: 'log' }), volume('c', 1)] });
    const second = element('search', 'elasticsearch', 'p', 'c', { volumes: [volume('d', 1)] });
    const none = element('enricher', 'spark', 'p', 'c');
    expect(volumeGroups([first, none, second]).map(group => [group.key, group.volumes.length])).toEqual([
      ['telemetry data KafkaNodePool broker spec.storage.volumes[id=0].size', 2],
      ['telemetry log KafkaNodePool broker spec.storage.volumes[id=0].size', 1],
      ['search data KafkaNodePool broker spec.storage.volumes[id=0].size', 1],
    ]);
  });
});
