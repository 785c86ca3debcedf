import type { Labels } from '../sampleSource';

/** One row of an instant vector. */
export interface VectorRow {
  labels: Labels;
  value: number;
}

/** What an expression evaluates to at one instant. */
export type Value =
  | { type: 'scalar'; value: number }
  | { type: 'vector'; rows: VectorRow[] }
  | { type: 'string'; value: string };

/** One text for equal label sets; the order of the labels does not matter. */
export function signature(labels: Labels): string {
  return JSON.stringify(
    Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Labels without the metric's name. */
export function withoutName(labels: Labels): Labels {
  const { __name__: _, ...rest } = labels;
  return rest;
}

/** Only the named labels, those that are there. */
export function pick(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(
    names.filter(name => name in labels).map(name => [name, labels[name]]),
  );
}

/** All but the named labels and the metric's name. */
export function omit(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(
    Object.entries(labels).filter(
      ([name]) => name !== '__name__' && !names.includes(name),
    ),
  );
}
