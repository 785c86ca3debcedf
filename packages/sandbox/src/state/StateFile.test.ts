import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ObjectStore } from './ObjectStore';
import { StateFile } from './StateFile';

const MAPS = '/configmaps';
const object = (name: string, data = '') => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'n' },
  data: { data },
});

describe('StateFile', () => {
  let folder: string;
  let path: string;
  let lines: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-state-'));
    path = join(folder, 'prod-north.json');
    lines = [];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** A store as after a start in this folder. The one before is left as a killed process leaves it. */
  async function opened() {
    const store = new ObjectStore();
    const file = new StateFile(path, store, line => lines.push(line));
    const { loaded } = await file.open();
    return { store, file, loaded };
  }
  const names = (store: ObjectStore) =>
    store.list(MAPS).map(({ metadata }) => metadata.name);
  const sizeOf = async (file: string) => (await stat(file)).size;

  it('has every change on disk as soon as it is made', async () => {
    const { store, loaded } = await opened();
    expect(loaded).toBe(false);
    store.put(MAPS, object('a', 'first'));
    store.put(MAPS, object('b'));
    store.put(MAPS, object('a', 'second'));
    store.remove(MAPS, object('b'));
    store.compact();
    const again = await opened();
    expect(again.loaded).toBe(true);
    expect(names(again.store)).toEqual(['a']);
    expect(again.store.get(MAPS, 'n', 'a')).toEqual(store.get(MAPS, 'n', 'a'));
    expect(again.store.revision).toBe(store.revision);
  });

  it('passes over a last line that was not written whole, and goes on behind it', async () => {
    const { store } = await opened();
    store.put(MAPS, object('a'));
    await appendFile(`${path}.journal`, '{"revision":3,"resource":"/config');
    const second = await opened();
    expect(names(second.store)).toEqual(['a']);
    second.store.put(MAPS, object('b'));
    expect(names((await opened()).store)).toEqual(['a', 'b']);
    expect(lines).toEqual([]);
  });

  it('keeps what stands before a broken line, and says so', async () => {
    const { store } = await opened();
    store.put(MAPS, object('a'));
    await appendFile(`${path}.journal`, '\0\0\0\n{"revision":9}\n');
    expect(names((await opened()).store)).toEqual(['a']);
    expect(lines.join()).toMatch(/Line 2 of the journal .* set aside/);
    expect(names((await opened()).store)).toEqual(['a']);
  });

  it('passes over lines that the snapshot has already', async () => {
    const { store, file } = await opened();
    store.put(MAPS, object('a'));
    store.put(MAPS, object('b'));
    const journal = await readFile(`${path}.journal`);
    store.remove(MAPS, object('a'));
    file.save();
    // As if the process had died between the snapshot and the emptying of the journal.
    await appendFile(`${path}.journal`, journal);
    expect(names((await opened()).store)).toEqual(['b']);
  });

  it('folds the journal when it is longer than 4 MiB and than the state', async () => {
    const { store } = await opened();
    const text = 'x'.repeat(10_000);
    let largest = 0;
    for (let round = 0; round < 2_000; round += 1) {
      store.put(MAPS, object(`map-${round % 100}`, `${round} ${text}`));
      if (round % 50 === 0) {
        largest = Math.max(largest, await sizeOf(`${path}.journal`));
      }
    }
    expect(largest).toBeGreaterThan(3 * 2 ** 20);
    expect(largest).toBeLessThan(4.1 * 2 ** 20);
    expect(await sizeOf(path)).toBeLessThan(1.2 * 2 ** 20);
    const again = await opened();
    expect(again.store.list(MAPS)).toEqual(store.list(MAPS));
  });

  it('makes no change that it cannot write', async () => {
    const { store, file } = await opened();
    store.put(MAPS, object('a'));
    const { revision } = store;
    const seen: string[] = [];
    store.listen(event => seen.push(event.type));
    store.commit = () => {
      throw new Error('ENOSPC');
    };
    expect(() => store.put(MAPS, object('b'))).toThrow('ENOSPC');
    expect(() => store.remove(MAPS, object('a'))).toThrow('ENOSPC');
    expect(names(store)).toEqual(['a']);
    expect(store.revision).toBe(revision);
    expect(seen).toEqual([]);
    file.close();
  });
});
