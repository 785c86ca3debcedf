import { recoveryPoint } from '../__testUtils__/points';
import { elementSpread } from './elementSpread';

const { members } = recoveryPoint('p', '2026-11-20T08:00:00Z');
const [kafka, search] = members;

describe('the time between the cuts of elements', () => {
  it('is that from the first to the last', () => {
    expect(elementSpread({ members: [kafka, { ...search, cutTime: '2026-11-20T07:59:58Z' }] })).toBe(2000);
  });

  it('is nothing for one element, and not known where a member says no time', () => {
    expect(elementSpread({ members: [kafka, { ...kafka, volume: 'other' }] })).toBeUndefined();
    expect(elementSpread({ members: [kafka, { ...search, cutTime: undefined }] })).toBeUndefined();
  });
});
