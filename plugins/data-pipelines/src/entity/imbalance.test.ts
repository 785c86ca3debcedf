import { volume } from '../__testUtils__/elements';
import { imbalanceOf } from './imbalance';

describe('imbalanceOf', () => {
  it('names the fullest and the emptiest where they are far apart', () => {
    expect(imbalanceOf([volume('a', 91), volume('b', 40), volume('c', 60)])).toEqual({
      fullest: { name: 'a', ratio: 0.91 },
      emptiest: { name: 'b', ratio: 0.4 },
    });
  });

  it('says nothing of volumes that are alike, and takes none that does not report for empty', () => {
    expect(imbalanceOf([volume('a', 91), volume('b', 80)])).toBeUndefined();
    expect(imbalanceOf([volume('a', 91), volume('b', undefined)])).toBeUndefined();
    expect(imbalanceOf([])).toBeUndefined();
  });
});
