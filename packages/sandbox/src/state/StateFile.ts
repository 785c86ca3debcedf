import {
  appendFileSync,
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  changeLine,
  parseState,
  replay,
  stateText,
  StoreChange,
} from './changes';
import type { ObjectStore, StoredState } from './ObjectStore';

/** A journal shorter than this is not compacted. */
const LEAST_JOURNAL_BYTES = 4 * 2 ** 20;

/**
 * Keeps a store on disk: a snapshot `<path>`, and beside it a journal with a
 * line for each later change. A line is with the operating system before its
 * change counts, so what was acknowledged survives the death of the process
 * (not that of the machine: nothing waits for the disk). A journal longer than
 * the snapshot, and than 4 MiB, is folded into a new snapshot; so the two and
 * a snapshot half written take at most three times the state, or 4 MiB more than two.
 */
export class StateFile {
  private readonly path: string;
  private readonly store: ObjectStore;
  private readonly log: (line: string) => void;
  /** Handle of the journal while the store is followed. */
  private journal: number | undefined;
  private journalBytes = 0;
  private compactAbove = LEAST_JOURNAL_BYTES;

  constructor(path: string, store: ObjectStore, log: (line: string) => void) {
    this.path = path;
    this.store = store;
    this.log = log;
  }

  private get journalPath(): string {
    return `${this.path}.journal`;
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
    this.journal = openSync(this.journalPath, 'a', 0o600);
    this.journalBytes = fstatSync(this.journal).size;
    this.store.commit = change => this.append(change);
    if (state !== undefined) {
      this.save();
    }
    return { loaded: state !== undefined };
  }

  /** Folds the journal into a new snapshot. When that fails it is reported, and the journal keeps all. */
  save(): void {
    if (this.journal === undefined) {
      return;
    }
    const half = `${this.path}.new`;
    try {
      const text = stateText(this.store.save());
      writeFileSync(half, text, { mode: 0o600 });
      renameSync(half, this.path);
      // Dying between the two leaves lines that the snapshot has; their revision tells.
      ftruncateSync(this.journal, 0);
      this.journalBytes = 0;
      this.compactAbove = Math.max(LEAST_JOURNAL_BYTES, text.length);
    } catch (error) {
      rmSync(half, { force: true });
      this.compactAbove = 2 * this.journalBytes;
      this.log(
        `The snapshot ${this.path} could not be written (${String(
          error,
        )}); the journal beside it keeps every change.`,
      );
    }
  }

  /** Folds a last time and lets go of the store; what was never opened is left alone. */
  close(): void {
    this.save();
    this.store.commit = () => undefined;
    if (this.journal !== undefined) {
      closeSync(this.journal);
      this.journal = undefined;
    }
  }

  private append(change: StoreChange): void {
    if (this.journal === undefined) {
      return;
    }
    if (this.journalBytes > this.compactAbove) {
      this.save();
    }
    const line = Buffer.from(changeLine(change), 'utf8');
    try {
      appendFileSync(this.journal, line);
    } catch (error) {
      ftruncateSync(this.journal, this.journalBytes);
      throw new Error(
        `The change could not be written to ${this.journalPath} (${String(
          error,
        )}), so it was not made; free some space and try again.`,
      );
    }
    this.journalBytes += line.length;
  }

  private async read(): Promise<StoredState | undefined> {
    const snapshot = await this.readSnapshot();
    const journal = (await textOf(this.journalPath)) ?? '';
    if (journal === '') {
      return snapshot;
    }
    const { state, broken } = replay(snapshot, journal);
    if (broken !== undefined) {
      await this.setAside(
        this.journalPath,
        `Line ${broken} of the journal ${this.journalPath} could not be read; it was set aside as ${this.journalPath}.broken and the changes before that line are kept.`,
      );
    }
    return state;
  }

  private async readSnapshot(): Promise<StoredState | undefined> {
    const text = await textOf(this.path);
    const state = text === undefined ? undefined : parseState(text);
    if (text !== undefined && state === undefined) {
      await this.setAside(
        this.path,
        `The state file ${this.path} could not be read; it was set aside as ${this.path}.broken and the cluster starts from its seed.`,
      );
      // Changes without what they change are no state.
      await rename(this.journalPath, `${this.journalPath}.broken`).catch(
        () => undefined,
      );
    }
    return state;
  }

  private async setAside(path: string, sentence: string): Promise<void> {
    await rename(path, `${path}.broken`);
    this.log(sentence);
  }
}

async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
