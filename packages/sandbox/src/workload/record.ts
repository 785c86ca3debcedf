/**
 * One stored record. It stands for as many records as its topic's scale says.
 * `sequence` counts without a gap per topic from 1, in the order in which the
 * source sent; `time` is the source's time in milliseconds.
 */
export interface StoredRecord {
  offset: number;
  sequence: number;
  time: number;
  key: string;
}

/** Every record takes one line of exactly this many bytes, so that an offset tells its place. */
export const LINE_BYTES = 112;

/** A line of JSON, filled with blanks up to {@link LINE_BYTES}. Throws for a key that is too long. */
export function encodeRecord({
  offset,
  sequence,
  time,
  key,
}: StoredRecord): string {
  const text = JSON.stringify({ offset, sequence, time, key });
  if (Buffer.byteLength(text) > LINE_BYTES - 1) {
    throw new RangeError(
      `The record of offset ${offset} does not fit its line; its key is too long.`,
    );
  }
  return `${text.padEnd(
    LINE_BYTES - 1 - (Buffer.byteLength(text) - text.length),
  )}\n`;
}

/** A line that is no record. */
export class DamagedRecord extends Error {}

/** The records of whole lines; throws SyntaxError or {@link DamagedRecord} for a line that is not a record. */
export function decodeRecords(bytes: Buffer): StoredRecord[] {
  const records: StoredRecord[] = [];
  for (let at = 0; at + LINE_BYTES <= bytes.length; at += LINE_BYTES) {
    const line = bytes.toString('utf8', at, at + LINE_BYTES);
    const { offset, sequence, time, key }: Partial<StoredRecord> =
      JSON.parse(line);
    if (
      offset === undefined ||
      sequence === undefined ||
      time === undefined ||
      key === undefined
    ) {
      throw new DamagedRecord(`Not a record: ${line.trim()}`);
    }
    records.push({ offset, sequence, time, key });
  }
  return records;
}
