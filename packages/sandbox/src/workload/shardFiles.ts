import { appendFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, readJson, writeJson } from './jsonFile';

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

interface ShardMeta {
  foldedDocuments: number;
  highest: Record<string, number>;
}

const META = 'shard.json';
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
  const meta = (await readJson<ShardMeta>(join(first, META))) ?? {
    foldedDocuments: 0,
    highest: {},
  };
  const old: ShardState = {
    ...EMPTY_SHARD,
    documents: meta.foldedDocuments,
    highest: meta.highest,
  };
  const text = await readFile(join(first, fileName(oldest)), 'utf8');
  for (const line of text.split('\n').slice(0, -1))
    count(old, JSON.parse(line));
  for (const folder of folders) {
    await writeJson(join(folder, META), {
      foldedDocuments: old.documents,
      highest: old.highest,
    });
    await rm(join(folder, fileName(oldest)), { force: true });
  }
  return { ...state, files: state.files - 1 };
}

async function fileNumbers(folder: string): Promise<number[]> {
  try {
    return (await readdir(folder))
      .flatMap(name => /^docs-(\d+)\.ndjson$/.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function fileName(number: number): string {
  return `docs-${number}.ndjson`;
}
