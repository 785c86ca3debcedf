import type { Leftover } from '@penstock/backstage-plugin-data-pipelines-common';
import { storyLeftovers } from '../__testUtils__/leftovers';
import { canBeChosen, MOST_AT_ONCE, removalOf } from './leftoverChoice';

const [kept] = storyLeftovers;
const many = (count: number): Leftover[] => Array.from({ length: count }, (_, index) => ({ ...kept, object: { ...kept.object, name: `pv-${index}` } }));

describe('removalOf', () => {
  it('names the objects of one element, as many as one operation takes', () => {
    expect(removalOf([kept])).toEqual({ element: 'telemetry', request: { kind: 'remove-leftovers', element: 'telemetry', objects: [kept.object] } });
    expect(removalOf(many(MOST_AT_ONCE)).problem).toBeUndefined();
  });

  it.each([
    ['none', []],
    ['elements', [kept, { ...kept, element: 'readings-search' }]],
    ['many', many(MOST_AT_ONCE + 1)],
  ])('says what is wrong: %s', (problem, chosen) => {
    expect(removalOf(chosen)).toEqual({ problem });
  });
});

describe('canBeChosen', () => {
  it('leaves out what has to stay, and what belongs to no element', () => {
    expect(canBeChosen(kept)).toBe(true);
    expect(canBeChosen({ ...kept, removable: false })).toBe(false);
    expect(canBeChosen({ ...kept, element: undefined })).toBe(false);
  });
});
