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
import { OffsetSet, type OffsetRange } from './OffsetSet';
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
  /** Stored offsets that it has, by `<topic>+<partition>`. */
  offsets: ReadonlyMap<string, OffsetSet>;
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
  offsets: new Map(),
  file: 0,
  lines: 0,
  files: 0,
};

/** What stands in `shard.json`. */
export interface ShardMeta {
  foldedDocuments: number;
  /** Stored offsets of folded documents, by `<topic>+<partition>`. */
  foldedOffsets?: Record<string, OffsetRange[]>;
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
  const state: CountedShard = {
    exists: meta !== undefined,
    documents: meta?.foldedDocuments ?? 0,
    offsets: offsetsOf(meta),
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

function offsetsOf(meta: ShardMeta | undefined): Map<string, OffsetSet> {
  return new Map(
    Object.entries(meta?.foldedOffsets ?? {}).map(([key, ranges]) => [
      key,
      new OffsetSet(ranges),
    ]),
  );
}

/** A state of its own, so that counting in it changes no other. */
function copyOf(state: ShardState): CountedShard {
  return {
    ...state,
    offsets: new Map(
      [...state.offsets].map(([key, set]) => [
        key,
        new OffsetSet(set.toRanges()),
      ]),
    ),
  };
}

/** A state that documents are being counted into. */
type CountedShard = ShardState & { offsets: Map<string, OffsetSet> };

/** Counts a document; says whether the shard did not have it. */
function count(state: CountedShard, { _id, weight }: StoredDocument): boolean {
  const key = partitionOf(_id);
  const known = state.offsets.get(key) ?? new OffsetSet();
  state.offsets.set(key, known);
  const isNew = known.add(Number(_id.slice(key.length + 1)));
  if (isNew) state.documents += weight;
  return isNew;
}

/** Makes a copy of a new shard that declares to hold documents without content. */
export async function createShard(
  folder: string,
  documents: number,
): Promise<ShardState> {
  await writeJson(join(folder, META), { foldedDocuments: documents });
  return { ...EMPTY_SHARD, exists: true, documents };
}

/** Documents the shard does not have yet. Pure. */
export function newDocuments(
  state: ShardState,
  documents: readonly StoredDocument[],
): StoredDocument[] {
  const seen = copyOf(state);
  return documents.filter(document => count(seen, document));
}

/** Adds documents to every ready copy, then to the state; folds the oldest file when there are too many. */
export async function appendDocuments(
  folders: readonly string[],
  state: ShardState,
  documents: readonly StoredDocument[],
): Promise<ShardState> {
  if (documents.length === 0) return state;
  const next = { ...copyOf(state), exists: true };
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
  const meta = await readJson<ShardMeta>(join(first, META));
  const old: CountedShard = {
    ...EMPTY_SHARD,
    documents: meta?.foldedDocuments ?? 0,
    offsets: offsetsOf(meta),
  };
  const text = await readFile(join(first, fileName(oldest)), 'utf8');
  const foldedSequences = { ...meta?.foldedSequences };
  for (const line of text.split('\n').slice(0, -1)) {
    const document: StoredDocument = JSON.parse(line);
    if (!count(old, document)) continue;
    const key = partitionOf(document._id);
    foldedSequences[key] = withNext(
      foldedSequences[key] ?? [],
      document.sequence,
    );
  }
  const folded: ShardMeta = {
    foldedDocuments: old.documents,
    foldedOffsets: Object.fromEntries(
      [...old.offsets].map(([key, set]) => [key, set.toRanges()]),
    ),
    foldedSequences,
  };
  for (const folder of folders) {
    await writeJson(join(folder, META), folded);
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
