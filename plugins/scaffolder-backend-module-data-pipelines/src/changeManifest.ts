import { InputError } from '@backstage/errors';
import { quantityOrUndefined } from '@penstock/backstage-plugin-data-pipelines-common';
import { isScalar, parseAllDocuments, Scalar, stringify, type Document } from 'yaml';

/** Names one object among those of a file. */
export interface ManifestName {
  apiVersion: string;
  kind: string;
  name: string;
  /** Absent or empty: any. A manifest that names none is taken for it, too: its namespace may come from elsewhere. */
  namespace?: string;
}

/** One field of a manifest: where it is, what it has, and what it is to have. */
export interface ManifestChange {
  /** e.g. `spec.storage.volumes[0].size`; a name that holds dots stands in brackets and quotes. */
  field: string;
  /** Absent where the field is not there yet. */
  from?: string;
  /** Absent where it is to be taken away. */
  to?: string;
}

type Path = (string | number)[];

function pathOf(field: string): Path {
  const path = [...field.matchAll(/\["([^"]+)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(([, quoted, index, plain]) => (index === undefined ? quoted ?? plain : Number(index)));
  if (path.length === 0 || path.includes('__proto__')) throw new InputError(`"${field.slice(0, 80)}" is no field: write it as spec.storage.size.`);
  return path;
}

function groupOf(apiVersion: unknown): string {
  const text = String(apiVersion);
  return text.includes('/') ? text.slice(0, text.indexOf('/')) : '';
}

function isIt(document: Document, { apiVersion, kind, name, namespace }: ManifestName): boolean {
  const own = document.getIn(['metadata', 'namespace']);
  return (
    groupOf(document.get('apiVersion')) === groupOf(apiVersion) &&
    document.get('kind') === kind &&
    document.getIn(['metadata', 'name']) === name &&
    (own === undefined || !namespace || own === namespace)
  );
}

function same(a: string, b: string): boolean {
  const [left, right] = [quantityOrUndefined(a), quantityOrUndefined(b)];
  return a === b || (left !== undefined && left === right);
}

function documentsOf(text: string): Document[] {
  const documents = parseAllDocuments(text);
  const list: Document[] = Array.isArray(documents) ? documents : [];
  const [fault] = list.flatMap(({ errors }) => errors);
  if (fault !== undefined) {
    throw new InputError(`The file is no YAML that can be changed by itself (${fault.message.split('\n')[0]}); if it is made by templates, change the value that they take by hand.`);
  }
  return list;
}

function found(documents: readonly Document[], object: ManifestName): Document {
  const all = documents.filter(each => isIt(each, object));
  const about = `${object.kind} ${object.name}`;
  if (all.length === 1) return all[0];
  throw new InputError(all.length === 0 ? `The file holds no ${about}: give the path of the file that does.` : `The file holds ${all.length} manifests of ${about}: change it by hand.`);
}

/** What the field has in the file. @throws InputError when that is not what is running */
function requirePresent(document: Document, path: Path, { field, from }: ManifestChange): Scalar | undefined {
  const node = document.getIn(path, true);
  if (node === undefined && from === undefined) return undefined;
  const has = isScalar(node) ? String(node.value) : undefined;
  if (isScalar(node) && has !== undefined && from !== undefined && same(has, from)) return node;
  const what = node === undefined ? 'is not in the file' : `is ${has ?? 'no single value'} in the file`;
  throw new InputError(`${field} ${what}, but ${from ?? 'not there'} in the cluster: bring both together first, or change the file by hand.`);
}

/** A value as the file may state it: a number or a truth value only where the old one was. */
function valueOf(to: string, before: Scalar | undefined): string | number | boolean {
  if (typeof before?.value === 'boolean' && (to === 'true' || to === 'false')) return to === 'true';
  return typeof before?.value === 'number' && to.trim() !== '' && Number.isFinite(Number(to)) ? Number(to) : to;
}

interface Splice {
  start: number;
  end: number;
  text: string;
}

function spliceOf(node: Scalar, to: string): Splice | undefined {
  if (!node.range || (node.type !== Scalar.PLAIN && node.type !== Scalar.QUOTE_DOUBLE && node.type !== Scalar.QUOTE_SINGLE)) return undefined;
  const replaced = new Scalar(valueOf(to, node));
  replaced.type = node.type;
  return { start: node.range[0], end: node.range[1], text: stringify(replaced, { lineWidth: 0 }).trimEnd() };
}

/**
 * The text of a file with some fields of one of its manifests changed. A value
 * that is there is replaced where it stands, so that nothing else of the text
 * changes; where a field comes or goes the manifest is written anew, with its
 * comments.
 *
 * @throws InputError where the file holds no such manifest, or states something
 *   else than what the change starts from
 */
export function changeManifest(text: string, object: ManifestName, changes: readonly ManifestChange[]): string {
  const documents = documentsOf(text);
  const document = found(documents, object);
  const planned = changes.map(change => ({ change, path: pathOf(change.field) })).map(({ change, path }) => ({ change, path, node: requirePresent(document, path, change) }));
  const splices = planned.map(({ change: { to }, node }) => (node === undefined || to === undefined ? undefined : spliceOf(node, to)));
  if (splices.every(splice => splice !== undefined)) {
    return [...splices].sort((a, b) => b.start - a.start).reduce((whole, { start, end, text: put }) => whole.slice(0, start) + put + whole.slice(end), text);
  }
  for (const { change: { to }, path, node } of planned) {
    if (to === undefined) document.deleteIn(path);
    else document.setIn(path, valueOf(to, node));
  }
  return documents.map(each => each.toString({ lineWidth: 0 })).join('');
}
