import { element, volume } from '../__testUtils__/elements';
import { measured } from '../__testUtils__/measures';
import { membersOf, ratioOf, sumOf, volumeGroups } from './volumeGroups';

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

describe('sumOf, until full', () => {
  it('says at least only where the soonest forecast itself is a lower bound', () => {
    const year = measured(31_536_000, 'seconds', { atLeast: true });
    const soon = measured(3600, 'seconds');
    expect(sumOf([volume('a', 1, { fullIn: year })])).toMatchObject({ fullInSeconds: 31_536_000, fullInAtLeast: true });
    expect(sumOf([volume('a', 1, { fullIn: year }), volume('b', 1, { fullIn: soon })])).toMatchObject({ fullInSeconds: 3600, fullInAtLeast: false });
  });
});

describe('membersOf', () => {
  it.each([
    [['telemetry-broker-0', 'telemetry-broker-1'], 'telemetry-broker-*'],
    [['search-es-data-9', 'search-es-data-10'], 'search-es-data-*'],
    [['enricher-driver'], 'enricher-driver'],
    [['a-0', 'b-0'], undefined],
    [[undefined], undefined],
  ])('%j is %s', (members, said) => {
    expect(membersOf(members.map((member, index) => volume(`v${index}`, 1, { member })))).toBe(said);
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
