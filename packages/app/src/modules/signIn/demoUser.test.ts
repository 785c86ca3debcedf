import { readDemoUser, writeDemoUser } from './demoUser';

function storageOf(values: Record<string, string> = {}) {
  return {
    getItem: (key: string) => values[key] ?? null,
    setItem: (key: string, value: string) => {
      values[key] = value;
    },
  };
}

describe('the demo user', () => {
  it('is the owner at first, and for a name that is no demo user', () => {
    expect(readDemoUser(storageOf())).toBe('owner');
    expect(readDemoUser(storageOf({ 'penstock.demoUser': 'root' }))).toBe('owner');
  });

  it('stays who was chosen', () => {
    const storage = storageOf();
    writeDemoUser(storage, 'viewer');
    expect(readDemoUser(storage)).toBe('viewer');
  });
});
