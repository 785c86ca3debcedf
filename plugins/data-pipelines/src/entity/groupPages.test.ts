import fc from 'fast-check';
import { element, volume } from '../__testUtils__/elements';
import { groupsOnPage, pagesOf } from './groupPages';
import { volumeGroups } from './volumeGroups';

describe('pages of volumes', () => {
  it('hold every volume once, in order, and no more than fit', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(7), { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 5 }), (sizes, perPage) => {
        const elements = sizes.map((size, at) =>
          element(`e${at}`, 'kafka', 'p', 'c', { volumes: Array.from({ length: size }, (_, n) => volume(`v-${at}-${n}`, 50)) }),
        );
        const groups = volumeGroups(elements);
        const pages = Array.from({ length: pagesOf(groups, perPage) }, (_, page) => groupsOnPage(groups, page, perPage));
        const shown = pages.map(page => page.flatMap(group => group.shown.map(({ name }) => name)));
        expect(shown.flat()).toEqual(groups.flatMap(({ volumes }) => volumes.map(({ name }) => name)));
        shown.forEach(names => expect(names.length).toBeLessThanOrEqual(perPage));
      }),
    );
  });
});
