import { createInterface } from 'node:readline';
import { Duplex } from 'node:stream';

/** Fields in which an API server and its controllers write their own clock down. */
const TIMES = /"(\w*(?:Timestamp|Time))":"(\d{4}-\d\d-\d\dT[\d:.]+Z)"/g;

/** The text of an object, or of a list, as a server would tell it whose clock is off by so many seconds. Pure. */
export function shiftedTimes(text: string, seconds: number): string {
  return text.replace(TIMES, (_, field: string, time: string) => {
    const shifted = new Date(Date.parse(time) + seconds * 1000).toISOString();
    return `"${field}":"${time.includes('.') ? shifted : shifted.replace('.000Z', 'Z')}"`;
  });
}

/** The header `Date` of such a server. Pure. */
export function shiftedDate(date: string | undefined, seconds: number): string {
  return new Date((date === undefined ? Date.now() : Date.parse(date)) + seconds * 1000).toUTCString();
}

/** The same for the lines of a watch, as they come. */
export function shiftLines(seconds: number): Duplex {
  return Duplex.from(async function* shifted(watch: NodeJS.ReadableStream) {
    for await (const line of createInterface({ input: watch })) yield `${shiftedTimes(line, seconds)}\n`;
  });
}
