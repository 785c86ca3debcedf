import { parseQuantity } from '@penstock/backstage-plugin-data-pipelines-common';
import { RefusedInputError } from '../../errors';

/** The API server counts bytes with 63 bits. */
const MOST_BYTES = 2 ** 63;
const BINARY = ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki'] as const;
const DECIMAL = ['E', 'P', 'T', 'G', 'M', 'k'] as const;

/** A size for volumes. */
export interface NewSize {
  bytes: number;
  /** As the API server writes it, so that what is read back compares as text. */
  text: string;
}

function refused(text: string, why: string, remedy: string): RefusedInputError {
  return new RefusedInputError(`"${text.slice(0, 40)}" cannot be the size of a volume: ${why}; ${remedy}`, {
    code: 'QUANTITY_INVALID',
    reason: `${why.charAt(0).toUpperCase()}${why.slice(1)}.`,
    remedy: `${remedy.charAt(0).toUpperCase()}${remedy.slice(1)}.`,
  });
}

/** The largest unit that leaves a whole number, as Kubernetes writes quantities back. */
export function canonicalQuantity(bytes: number, family: 'binary' | 'decimal' = bytes % 1024 === 0 ? 'binary' : 'decimal'): string {
  const units: readonly string[] = family === 'binary' ? BINARY : DECIMAL;
  const base = family === 'binary' ? 1024 : 1000;
  for (const [index, unit] of units.entries()) {
    const size = base ** (units.length - index);
    if (bytes >= size && bytes % size === 0) return `${bytes / size}${unit}`;
  }
  return String(bytes);
}

/**
 * Reads the size that somebody asks for.
 *
 * @throws RefusedInputError (QUANTITY_INVALID) for what is no positive, whole number of bytes
 */
export function readNewSize(text: string): NewSize {
  let bytes: number;
  try {
    bytes = parseQuantity(text);
  } catch {
    throw refused(text, 'it is not a Kubernetes quantity', 'write a number with a unit such as Gi or Ti, for example 200Gi');
  }
  if (!(bytes > 0)) throw refused(text, 'a volume needs more than nothing', 'write a positive number, for example 200Gi');
  if (!Number.isFinite(bytes) || bytes >= MOST_BYTES) throw refused(text, 'that is more than Kubernetes can count (8Ei)', 'write a smaller number, for example 200Gi');
  if (!Number.isInteger(bytes)) throw refused(text, 'it is not a whole number of bytes', 'write a number with a unit such as Gi, for example 200Gi');
  return { bytes, text: canonicalQuantity(bytes, /i\s*$/.test(text) ? 'binary' : 'decimal') };
}
