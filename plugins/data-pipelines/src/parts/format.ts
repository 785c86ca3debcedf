import { formatBytes, formatDuration, type Unit } from '@penstock/backstage-plugin-data-pipelines-common';

function short(value: number): string {
  if (Math.abs(value) >= 1e6) return `${(value / 1e6).toFixed(2)} M`;
  if (Math.abs(value) >= 1e3) return `${(value / 1e3).toFixed(2)} k`;
  return Number.isInteger(value) ? `${value} ` : `${value.toFixed(value < 10 ? 2 : 1)} `;
}

const IN_WORDS: Record<Unit, (value: number) => string> = {
  seconds: formatDuration,
  milliseconds: value => (value < 1000 ? `${Math.round(value)} ms` : formatDuration(value / 1000)),
  bytes: formatBytes,
  bytesPerSecond: value => `${formatBytes(value)}/s`,
  messages: value => Math.round(value).toLocaleString('en-US'),
  messagesPerSecond: value => `${short(value)}/s`.replace(' /s', '/s'),
  recordsPerSecond: value => `${short(value)}/s`.replace(' /s', '/s'),
  ratio: value => `${Math.round(value * 100)} %`,
  count: value => (Number.isInteger(value) ? value.toLocaleString('en-US') : value.toFixed(1)),
};

/** A value of the API in the unit that people read: seconds as `4 min 05 s`, a ratio as `93 %`. */
export function formatValue(value: number, unit: Unit): string {
  if (!Number.isFinite(value)) return '?';
  return IN_WORDS[unit](value);
}

/** Time of day in UTC, with the date where it is another day than `now`. */
export function formatTime(at: string, now: number): string {
  const time = Date.parse(at);
  if (Number.isNaN(time)) return at;
  const iso = new Date(time).toISOString();
  const sameDay = iso.slice(0, 10) === new Date(now).toISOString().slice(0, 10);
  return sameDay ? `${iso.slice(11, 19)} UTC` : `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** Time of day in UTC to the minute, with the date where it is another day than `now`. */
export function formatMinute(at: string, now: number): string {
  return formatTime(at, now).replace(/^(\d\d:\d\d):\d\d UTC$/, '$1 UTC');
}

/** A sentence of the API with its times in UTC as people read them, to the second: `2026-11-20T14:31:43.120Z` becomes `2026-11-20 14:31:43 UTC`. */
export function withReadableTimes(text: string): string {
  return text.replace(/(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z/g, '$1 $2 UTC');
}

/** How long ago, in two units at most; `undefined` for less than a second and for times to come. */
export function formatAge(at: string, now: number): string | undefined {
  const seconds = Math.floor((now - Date.parse(at)) / 1000);
  if (!(seconds >= 1)) return undefined;
  return formatDuration(seconds >= 3600 ? seconds - (seconds % 60) : seconds);
}
