import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ObjectStore, StoredState } from './ObjectStore';

/** At most one write in this time, however much changes. */
const WRITE_EVERY_MS = 3000;

/**
 * Keeps a store on disk: one file per cluster, written whole (to a second
 * file, then renamed) at most every few seconds after a change and when closed.
 * What a killed process wrote in its last seconds may be lost.
 */
export class StateFile {
  private readonly path: string;
  private readonly store: ObjectStore;
  private readonly log: (line: string) => void;
  private timer: NodeJS.Timeout | undefined;
  private opened = false;
  private stopListening: () => void = () => undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(path: string, store: ObjectStore, log: (line: string) => void) {
    this.path = path;
    this.store = store;
    this.log = log;
  }

  /**
   * Loads what is on disk and follows the store from then on. Says whether
   * there was anything; a file that cannot be read is set aside and reported.
   */
  async open(): Promise<{ loaded: boolean }> {
    await mkdir(dirname(this.path), { recursive: true });
    const state = await this.read();
    if (state !== undefined) {
      this.store.load(state);
    }
    this.opened = true;
    this.stopListening = this.store.listen(() => this.schedule());
    return { loaded: state !== undefined };
  }

  /** Writes now. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(() => this.write());
    await this.writing;
  }

  /** Writes a last time and lets go of the store; what was never opened is left alone. */
  async close(): Promise<void> {
    this.stopListening();
    if (this.opened) {
      await this.flush();
    }
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => {
      this.flush().catch(error =>
        this.log(
          `The state could not be written to ${this.path} (${String(
            error,
          )}); it is kept in memory and tried again after the next change.`,
        ),
      );
    }, WRITE_EVERY_MS);
  }

  private async write(): Promise<void> {
    const half = `${this.path}.new`;
    await writeFile(half, JSON.stringify(this.store.save()), { mode: 0o600 });
    await rename(half, this.path);
  }

  private async read(): Promise<StoredState | undefined> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch {
      return undefined;
    }
    const state = parseState(text);
    if (state === undefined) {
      const aside = `${this.path}.broken`;
      await rename(this.path, aside);
      this.log(
        `The state file ${this.path} could not be read; it was set aside as ${aside} and the cluster starts from its seed.`,
      );
    }
    return state;
  }
}

function parseState(text: string): StoredState | undefined {
  try {
    const value: Partial<StoredState> = JSON.parse(text);
    const { revision, objects } = value;
    return typeof revision === 'number' &&
      typeof objects === 'object' &&
      objects !== null &&
      Object.values(objects).every(Array.isArray)
      ? { revision, objects }
      : undefined;
  } catch {
    return undefined;
  }
}
