import { canonicalQuantity, quantityValue } from './quantity';

describe('quantities', () => {
  it.each([
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['0.5', '500m'],
    ['2000m', '2'],
    ['1000', '1k'],
    ['1e3', '1e3'],
    ['12e5', '1200e3'],
    ['1.5e4', '1.5e4'],
    ['100M', '100M'],
    ['0', '0'],
    ['-1Gi', '-1Gi'],
  ])('%s comes back as %s', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });

  it.each(['ten', '10GB', '', '1 Gi', 'Gi'])('%j is none', text => {
    expect(quantityValue(text)).toBeUndefined();
  });
});
