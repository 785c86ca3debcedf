import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';

/** A day of a busy demo stays below it. */
const MOST_BYTES = 32 * 2 ** 20;

/**
 * Opens a log file anew. When it is full it starts over, so that a demo that
 * runs for weeks does not fill the disk.
 *
 * @param {string} file
 * @param {number} mostBytes
 */
export function openLog(file, mostBytes = MOST_BYTES) {
  const descriptor = openSync(file, 'w');
  let written = 0;
  let open = true;
  return {
    /** @param {Buffer} chunk */
    write: chunk => {
      if (!open) return;
      if (written + chunk.length > mostBytes) {
        ftruncateSync(descriptor, 0);
        written = 0;
      }
      try {
        written += writeSync(descriptor, chunk, 0, chunk.length, written);
      } catch {
        // A full disk costs the line, not the demo.
      }
    },
    close: () => {
      open = false;
      closeSync(descriptor);
    },
  };
}
