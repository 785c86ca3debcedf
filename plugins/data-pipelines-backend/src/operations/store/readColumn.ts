import type { JsonObject } from '@backstage/types';
import type { Integer } from './tables';

/** Where a value was read, for the error that says it is damaged. */
export interface ColumnPlace {
  operation: string;
  column: string;
}

/** Says whether a parsed value is what the column holds. */
export type Guard<T> = (value: unknown) => value is T;

function unreadable({ operation, column }: ColumnPlace, why: string): Error {
  return new Error(`Operation ${operation} cannot be read from the database: its column "${column}" ${why}. Restore the row from a backup of the database, or use the release that wrote it.`);
}

/**
 * The JSON of a column.
 *
 * @throws Error that names operation and column, when it is no JSON or not what the column holds
 */
export function readJson<T>(text: string, guard: Guard<T>, place: ColumnPlace): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadable(place, 'holds no JSON');
  }
  if (!guard(value)) throw unreadable(place, 'holds JSON of another form than this release knows');
  return value;
}

/** {@link readJson} of a column that may be empty. */
export function readOptionalJson<T>(text: string | null, guard: Guard<T>, place: ColumnPlace): T | undefined {
  return text === null ? undefined : readJson(text, guard, place);
}

/**
 * A word of a column, out of those that it may hold.
 *
 * @throws Error that names operation and column
 */
export function readWord<T extends string>(text: string, words: readonly T[], place: ColumnPlace): T {
  const word = words.find(known => known === text);
  if (word === undefined) throw unreadable(place, `holds "${text.slice(0, 40)}", which this release does not know`);
  return word;
}

/**
 * A whole number of a column.
 *
 * @throws Error that names operation and column
 */
export function readInteger(value: Integer, place: ColumnPlace): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw unreadable(place, 'holds no whole number');
  return number;
}

/** {@link readInteger} of a column that may be empty. */
export function readOptionalInteger(value: Integer | null, place: ColumnPlace): number | undefined {
  return value === null ? undefined : readInteger(value, place);
}

/** Whether a value is a JSON object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a row can hold a text at all: PostgreSQL's cannot hold U+0000, and refuses to look for it. */
export function canBeStored(text: string): boolean {
  return !text.includes('\u0000');
}
