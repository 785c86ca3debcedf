import { element, volume } from '../__testUtils__/elements';
import { unknownMeasure } from '../__testUtils__/measures';
import { bytesOf, differing, enteredSize, quantityOf, shareOneSize, sizeFor, volumesToGrow } from './expandSizes';

const GIB = 2 ** 30;
const growing = (name: string, used: number, perHour: number, level?: number) =>
  volume(name, used, {
    forecast: { growthBytesPerSecond: (perHour * GIB) / 3600, basis: 'growth of the last six hours', ...(level ? { levelBytes: level * GIB } : {}) },
  });
const gib = (answer: ReturnType<typeof sizeFor>) => (answer.state === 'known' ? answer.bytes / GIB : answer.state);

describe('the size that lasts', () => {
  it('is what is used and what comes, of the volume that needs most', () => {
    expect(gib(sizeFor([growing('a', 91, 0.1), growing('b', 93, 0.5)], 30))).toBe(460);
    expect(gib(sizeFor([growing('a', 91, 0.1), growing('b', 93, 0.5)], 90))).toBe(1180);
  });

  it('ends where old data is deleted, with room to the target', () => {
    expect(sizeFor([growing('a', 93, 0.78, 150)], 90)).toMatchObject({ state: 'known', bytes: 190 * GIB, levels: true });
    expect(sizeFor([growing('a', 93, 0.01, 150)], 30)).toMatchObject({ levels: false });
  });

  it('is there already where nothing grows or where there is room', () => {
    expect(sizeFor([growing('a', 93, -1)], 90)).toEqual({ state: 'enough' });
    expect(sizeFor([growing('a', 10, 0.01)], 30)).toEqual({ state: 'enough' });
  });

  it('is unknown with the reason, never the present size, where growth is not known', () => {
    const dark = volume('a', 93, { used: unknownMeasure('Prometheus did not answer.'), forecast: undefined });
    expect(sizeFor([dark], 30)).toEqual({ state: 'unknown', reason: 'Prometheus did not answer.' });
    expect(gib(sizeFor([dark, growing('b', 93, 0.5)], 30))).toBe(460);
  });
});

describe('what grows', () => {
  const owner = volume('x', 1).sizeOwner;
  const controller = (name: string) => volume(name, 4, { capacityBytes: 10 * GIB, sizeOwner: { ...owner, object: { ...owner.object, name: 'controller' } } });
  const kafka = element('telemetry', 'kafka', 'factory-telemetry', 'prod-north', { volumes: [controller('c-0'), growing('b-0', 91, 1), growing('b-1', 93, 1)] });

  it('is what shares a size and holds most where nothing is asked for, also where others have the same role', () => {
    expect(volumesToGrow(kafka).map(({ name }) => name)).toEqual(['b-0', 'b-1']);
  });

  it('is what is asked for and all that share its size', () => {
    expect(volumesToGrow(kafka, ['b-1']).map(({ name }) => name)).toEqual(['b-0', 'b-1']);
    expect(volumesToGrow(kafka, ['c-0']).map(({ name }) => name)).toEqual(['c-0']);
  });

  it('knows whether one object sizes all of it', () => {
    expect(shareOneSize(volumesToGrow(kafka))).toBe(true);
    expect(shareOneSize(volumesToGrow(kafka, ['b-0', 'c-0']))).toBe(false);
  });

  it('names volumes of another size', () => {
    const other = volume('b-2', 91, { capacityBytes: 200 * GIB });
    expect(differing([growing('b-0', 91, 1), growing('b-1', 93, 1), other])).toEqual([{ names: ['b-2'], bytes: 200 * GIB }]);
    expect(differing([growing('b-0', 91, 1)])).toEqual([]);
  });
});

describe('an entered size', () => {
  it.each([
    [{ text: '200', unit: 'Gi' as const }, '200Gi', 200 * GIB],
    [{ text: ' 1.5', unit: 'Ti' as const }, '1.5Ti', 1536 * GIB],
    [{ text: '1e30', unit: 'Gi' as const }, undefined, undefined],
    [{ text: '-5', unit: 'Gi' as const }, undefined, undefined],
    [{ text: '0', unit: 'Gi' as const }, undefined, undefined],
    [{ text: '', unit: 'Gi' as const }, undefined, undefined],
  ])('%j is the quantity %s', (size, quantity, bytes) => {
    expect(quantityOf(size)).toBe(quantity);
    expect(bytesOf(size)).toBe(bytes);
  });

  it('is written in the largest whole unit', () => {
    expect(enteredSize(200 * GIB)).toEqual({ text: '200', unit: 'Gi' });
    expect(enteredSize(2048 * GIB)).toEqual({ text: '2', unit: 'Ti' });
    expect(enteredSize(1.5 * GIB)).toEqual({ text: '1536', unit: 'Mi' });
  });
});
