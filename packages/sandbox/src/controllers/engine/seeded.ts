import { createHash } from 'node:crypto';

/** A number in [0, 1) that depends only on the words. */
export function fraction(...words: string[]): number {
  return digest(words).readUInt32BE(0) / 2 ** 32;
}

/** Hexadecimal digits that depend only on the words. */
export function hex(length: number, ...words: string[]): string {
  return digest(words).toString('hex').slice(0, length);
}

/** Something in the shape of a UUID that depends only on the words. */
export function uuid(...words: string[]): string {
  const digits = hex(32, ...words);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}

function digest(words: string[]): Buffer {
  return createHash('sha256').update(words.join('\n')).digest();
}
