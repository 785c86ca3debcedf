import { ANNOTATION_KEPT_UNTIL } from '@penstock/backstage-plugin-data-pipelines-common';

/** Moments and amounts counted up to the drawing of the plan: drawn again a minute later they differ, and nothing else does. */
const MOMENTS = new Set(['keepUntil', 'keptUntil', 'expiresAt', ANNOTATION_KEPT_UNTIL, 'lost', 'replayed']);

/** The same text for the same value, whatever the order of its keys; what only tells the time of drawing is left out. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const isMoment = 'path' in value && Array.isArray(value.path) && MOMENTS.has(String(value.path[value.path.length - 1]));
  const entries = Object.entries(value).filter(([key, each]) => each !== undefined && !MOMENTS.has(key) && !(isMoment && (key === 'from' || key === 'to')));
  return `{${entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
}
