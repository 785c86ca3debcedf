import { FirstSeen } from './FirstSeen';

const object = (uid: string) => ({ metadata: { uid } });

describe('first seen', () => {
  it('tells which of two was there first, and forgets what went', () => {
    const seen = new FirstSeen();
    seen.look([object('old')]);
    seen.look([object('old'), object('young')]);
    expect(seen.of(object('old'))).toBeLessThan(seen.of(object('young')));
    seen.look([object('young')]);
    seen.look([object('young'), object('old')]);
    expect(seen.of(object('old'))).toBeGreaterThan(seen.of(object('young')));
  });
});
