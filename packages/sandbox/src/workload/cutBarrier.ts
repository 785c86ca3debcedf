import { mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** The file that says who works on the volumes: `<volumesDir>/.cut`, with the holder's process id. */
const LOCK = '.cut';
/** Real milliseconds between two looks at a lock of another process. */
const LOOK_MS = 10;
/** A lock older than this is a dead holder's, whoever has its process id now. */
const STALE_MS = 60_000;

/** Last in the queue of this process, per folder. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Does `act` while nobody else changes or copies the volumes of a cluster: one
 * at a time, in the order of asking, in this process and, by a lock file,
 * among processes. A cut of several volumes is consistent because writers do
 * each of their steps, and the cutter its whole copy, inside of this. Not
 * reentrant: `act` must not ask again for the same folder.
 *
 * @throws what `act` throws, and the system error when the folder cannot be written.
 */
export async function aloneOnVolumes<T>(
  volumesDir: string,
  act: () => Promise<T>,
): Promise<T> {
  const key = path.resolve(volumesDir);
  const before = queues.get(key) ?? Promise.resolve();
  const turn = before.then(() => holding(key, act));
  const settled = turn.then(
    () => undefined,
    () => undefined,
  );
  queues.set(key, settled);
  try {
    return await turn;
  } finally {
    if (queues.get(key) === settled) {
      queues.delete(key);
    }
  }
}

async function holding<T>(folder: string, act: () => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true });
  const lock = path.join(folder, LOCK);
  while (!(await taken(lock))) {
    if (await isStale(lock)) {
      await rm(lock, { force: true });
    } else {
      await wait(LOOK_MS);
    }
  }
  try {
    return await act();
  } finally {
    await rm(lock, { force: true });
  }
}

/** Whether the lock was free and is ours now. */
async function taken(lock: string): Promise<boolean> {
  try {
    const file = await open(lock, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) {
      return false;
    }
    throw error;
  }
}

/** Whether the holder is dead: no such process any more, or this very one, whose queue would know of a living holder. */
async function isStale(lock: string): Promise<boolean> {
  try {
    const holder = Number(await readFile(lock, 'utf8'));
    const { mtimeMs } = await stat(lock);
    return (
      Date.now() - mtimeMs > STALE_MS ||
      holder === process.pid ||
      (holder > 0 && !isAlive(holder))
    );
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return false;
    }
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

function hasCode(error: unknown, code: string): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === code
  );
}
