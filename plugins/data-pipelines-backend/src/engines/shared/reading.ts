/** Guards for reading what another program wrote: nothing is trusted by a cast. */

/** Any JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value below a dotted path, or undefined where any step is missing. Keys with dots are read with {@link fieldsAt}. */
export function valueAt(from: unknown, path: string): unknown {
  let value: unknown = from;
  for (const step of path.split('.')) {
    if (!isFields(value)) return undefined;
    value = value[step];
  }
  return value;
}

/** The object below the path, empty where there is none. */
export function fieldsAt(from: unknown, path: string): Fields {
  const value = valueAt(from, path);
  return isFields(value) ? value : {};
}

/** The objects of the list below the path; other items are passed over. */
export function listAt(from: unknown, path: string): readonly Fields[] {
  const value = valueAt(from, path);
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** The texts of the list below the path. */
export function textsAt(from: unknown, path: string): readonly string[] {
  const value = valueAt(from, path);
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** The non-empty text below the path. */
export function textAt(from: unknown, path: string): string | undefined {
  const value = valueAt(from, path);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The finite number below the path; texts of digits count, as `config` maps hold both. */
export function numberAt(from: unknown, path: string): number | undefined {
  const value = valueAt(from, path);
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof read === 'number' && Number.isFinite(read) ? read : undefined;
}

/** The truth value below the path; undefined where it is none. */
export function flagAt(from: unknown, path: string): boolean | undefined {
  const value = valueAt(from, path);
  return typeof value === 'boolean' ? value : undefined;
}

/** The items of a comma separated annotation. */
export function commaSeparated(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '');
}
