import type { VolumeEvent } from '@penstock/backstage-plugin-data-pipelines-common';

/** Longer messages are cut; controllers paste whole answers of storage systems into them. */
const LONGEST = 1_000;

/** One page of a list of events; undefined when the answer is no list. Pure. */
export function eventsOf(body: unknown): { events: VolumeEvent[]; next?: string } | undefined {
  const list = fieldsOf(body);
  if (!list || !Array.isArray(list.items)) return undefined;
  const next = textOf(fieldsOf(list.metadata)?.continue);
  return { events: list.items.flatMap(item => eventOf(item) ?? []), ...(next !== undefined && { next }) };
}

/** The newest first; those without a time last. Pure. */
export function newestFirst(events: readonly VolumeEvent[]): VolumeEvent[] {
  const time = ({ at }: VolumeEvent) => (at === undefined ? 0 : Date.parse(at));
  return [...events].sort((a, b) => time(b) - time(a) || a.message.localeCompare(b.message));
}

/** Both forms of an event: with `count` and `lastTimestamp`, or with `series` and `eventTime`. */
function eventOf(raw: unknown): VolumeEvent | undefined {
  const event = fieldsOf(raw);
  const object = fieldsOf(event?.involvedObject);
  if (!event || !object) return undefined;
  const series = fieldsOf(event.series);
  const at = [series?.lastObservedTime, event.lastTimestamp, event.eventTime, event.firstTimestamp, fieldsOf(event.metadata)?.creationTimestamp].map(instantOf).find(Boolean);
  const count = series?.count ?? event.count;
  const by = textOf(event.reportingComponent) ?? textOf(fieldsOf(event.source)?.component);
  return {
    type: textOf(event.type) ?? 'Normal',
    reason: textOf(event.reason) ?? '',
    message: shortened(textOf(event.message) ?? ''),
    object: `${textOf(object.kind) ?? ''} ${textOf(object.name) ?? ''}`.trim(),
    ...(at !== undefined && { at }),
    ...(typeof count === 'number' && count >= 1 && { count }),
    ...(by !== undefined && { by }),
  };
}

function instantOf(value: unknown): string | undefined {
  const text = textOf(value);
  const ms = text === undefined ? NaN : Date.parse(text);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function fieldsOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}
