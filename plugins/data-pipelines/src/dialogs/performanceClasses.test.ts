import { volume } from '../__testUtils__/elements';
import { classesFor, presentClasses, settledClass } from './performanceClasses';

const OFFERED = [
  { name: 'gold', driver: 'rbd.csi.ceph.com', summary: 'iops 16000' },
  { name: 'swift', driver: 'file.csi.example.com', summary: '' },
];

const plain = volume('plain', 10);
const gold = volume('gold', 10, { attributes: { state: 'settled', present: 'gold' } });
const changing = volume('changing', 10, { attributes: { state: 'changing', present: 'gold', asked: 'silver', reason: 'Being changed' } });

describe('performance classes', () => {
  it('are offered for the driver of the volumes, where they share one', () => {
    const element = { attributesClasses: { items: OFFERED } };
    expect(classesFor(element, [plain, gold]).map(({ name }) => name)).toEqual(['gold']);
    expect(classesFor(element, [plain, volume('other', 10, { driver: 'file.csi.example.com' })])).toEqual([]);
    expect(classesFor(element, [volume('unbound', 10, { driver: undefined })])).toEqual([]);
    expect(classesFor({}, [plain])).toEqual([]);
  });

  it('that volumes have are named once', () => {
    expect(presentClasses([plain, gold, changing], 'none')).toEqual(['none', 'gold']);
  });

  it('are settled where all volumes have the same, and none changes', () => {
    expect(settledClass([gold, gold])).toBe('gold');
    expect(settledClass([gold, changing])).toBeUndefined();
    expect(settledClass([gold, plain])).toBeUndefined();
    expect(settledClass([plain])).toBeUndefined();
  });
});
