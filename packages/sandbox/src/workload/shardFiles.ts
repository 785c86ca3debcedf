import {
  appendFile,
  mkdir,
  readdir,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, readJson, writeJson } from './jsonFile';
import { withNext, type Run } from './runs';

/** One document: a record as it arrived, under an id that makes a second delivery harmless. */
export interface StoredDocument {
  /** `<topic>+<partition>+<offset>`, with the stored record's offset. */
  _id: string;
  sequence: number;
  /** The source's time, in milliseconds. */
  time: number;
  key: string;
  /** When it was indexed, in milliseconds. */
  ingested: number;
  /** How many documents it stands for. */
  weight: number;
}

/** What a shard holds; `shard.json` keeps what is no longer in files. */
export interface ShardState {
  /** The folder holds a copy of the shard, be it without documents. */
  exists: boolean;
  /** Documents, by weight. */
  documents: number;
  /** Highest stored offset seen, by `<topic>+<partition>`. */
  highest: Record<string, number>;
  /** Number of the file that is written to. */
  file: number;
  /** Lines in that file. */
  lines: number;
  files: number;
}

/** A shard without a copy anywhere. */
export const EMPTY_SHARD: ShardState = {
  exists: false,
  documents: 0,
  highest: {},
  file: 0,
  lines: 0,
  files: 0,
};

/** What stands in `shard.json`. */
export interface ShardMeta {
  foldedDocuments: number;
  highest: Record<string, number>;
  /** Sequence numbers of folded documents, by `<topic>+<partition>`. */
  foldedSequences?: Record<string, Run[]>;
}

const META = 'shard.json';
/** Beginning of the name of the file that Lucene leaves in a shard which it found damaged. */
const CORRUPTED = 'corrupted_';
/** Documents of one file. */
const FILE_LINES = 512;
/** Files of one copy of a shard at most; older ones are folded into `shard.json`. */
export const MAX_SHARD_FILES = 8;

/** Reads a shard's folder; an absent one is an empty shard. A last line without its end is left out. */
export async function loadShard(folder: string): Promise<ShardState> {
  const meta = await readJson<ShardMeta>(join(folder, META));
  const state: ShardState = {
    exists: meta !== undefined,
    documents: meta?.foldedDocuments ?? 0,
    highest: { ...meta?.highest },
    file: 0,
    lines: 0,
    files: 0,
  };
  for (const number of await fileNumbers(folder)) {
    const text = await readFile(join(folder, fileName(number)), 'utf8');
    const lines = text.split('\n').slice(0, -1);
    state.exists = true;
    state.file = number;
    state.files += 1;
    state.lines = lines.length;
    for (const line of lines) count(state, JSON.parse(line));
  }
  return state;
}

/**
 * Reads a copy as {@link loadShard} does, unless it is damaged: marked so, or
 * with a document that cannot be read.
 */
export async function loadCopy(
  folder: string,
): Promise<ShardState | 'damaged'> {
  if (await isMarkedDamaged(folder)) return 'damaged';
  try {
    return await loadShard(folder);
  } catch (error) {
    if (error instanceof SyntaxError) return 'damaged';
    throw error;
  }
}

/** Whether damage has been found in a copy. */
export async function isMarkedDamaged(folder: string): Promise<boolean> {
  return (await namesIn(folder)).some(name => name.startsWith(CORRUPTED));
}

/** Marks a copy in which damage has been found; nothing but another copy makes it good again. */
export async function markDamaged(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${CORRUPTED}segment`), '');
}

function count(state: ShardState, { _id, weight }: StoredDocument): void {
  const cut = _id.lastIndexOf('+');
  const partition = _id.slice(0, cut);
  const offset = Number(_id.slice(cut + 1));
  if (offset <= (state.highest[partition] ?? -1)) return;
  state.highest[partition] = offset;
  state.documents += weight;
}

/** Makes a copy of a new shard that declares to hold documents without content. */
export async function createShard(
  folder: string,
  documents: number,
): Promise<ShardState> {
  await writeJson(join(folder, META), {
    foldedDocuments: documents,
    highest: {},
  });
  return { ...EMPTY_SHARD, exists: true, documents };
}

/** Documents the shard does not have yet, in order of offset per partition. Pure. */
export function newDocuments(
  state: ShardState,
  documents: readonly StoredDocument[],
): StoredDocument[] {
  const seen: ShardState = { ...state, highest: { ...state.highest } };
  return documents.filter(document => {
    const before = seen.documents;
    count(seen, document);
    return seen.documents !== before;
  });
}

/** Adds documents to every ready copy, then to the state; folds the oldest file when there are too many. */
export async function appendDocuments(
  folders: readonly string[],
  state: ShardState,
  documents: readonly StoredDocument[],
): Promise<ShardState> {
  if (documents.length === 0) return state;
  const next: ShardState = {
    ...state,
    exists: true,
    highest: { ...state.highest },
  };
  if (next.files === 0 || next.lines >= FILE_LINES) {
    next.file += 1;
    next.files += 1;
    next.lines = 0;
  }
  const text = documents
    .map(document => `${JSON.stringify(document)}\n`)
    .join('');
  for (const folder of folders) {
    await mkdir(folder, { recursive: true });
    await appendFile(join(folder, fileName(next.file)), text);
  }
  next.lines += documents.length;
  documents.forEach(document => count(next, document));
  if (next.files <= MAX_SHARD_FILES) return next;
  return fold(folders, next);
}

/** Counts the oldest file's documents in `shard.json` and deletes it. */
async function fold(
  folders: readonly string[],
  state: ShardState,
): Promise<ShardState> {
  const [first] = folders;
  const [oldest] = await fileNumbers(first);
  const meta: ShardMeta = (await readJson<ShardMeta>(join(first, META))) ?? {
    foldedDocuments: 0,
    highest: {},
  };
  const old: ShardState = {
    ...EMPTY_SHARD,
    documents: meta.foldedDocuments,
    highest: meta.highest,
  };
  const text = await readFile(join(first, fileName(oldest)), 'utf8');
  const foldedSequences = { ...meta.foldedSequences };
  for (const line of text.split('\n').slice(0, -1)) {
    const document: StoredDocument = JSON.parse(line);
    const before = old.documents;
    count(old, document);
    if (old.documents === before) continue;
    const key = partitionOf(document._id);
    foldedSequences[key] = withNext(
      foldedSequences[key] ?? [],
      document.sequence,
    );
  }
  for (const folder of folders) {
    await writeJson(join(folder, META), {
      foldedDocuments: old.documents,
      highest: old.highest,
      foldedSequences,
    });
    await rm(join(folder, fileName(oldest)), { force: true });
  }
  return { ...state, files: state.files - 1 };
}

/** `<topic>+<partition>` of a document. */
export function partitionOf(id: string): string {
  return id.slice(0, id.lastIndexOf('+'));
}

/** Paths of a copy's files of documents, oldest first. */
export async function documentFiles(folder: string): Promise<string[]> {
  return (await fileNumbers(folder)).map(number =>
    join(folder, fileName(number)),
  );
}

async function fileNumbers(folder: string): Promise<number[]> {
  return (await namesIn(folder))
    .flatMap(name => /^docs-(\d+)\.ndjson$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function fileName(number: number): string {
  return `docs-${number}.ndjson`;
}
