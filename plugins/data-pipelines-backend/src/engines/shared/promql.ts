import type { QueryRange, QueryScope } from '@penstock/backstage-plugin-data-pipelines-node';

/** A label value as a PromQL string literal, quotes included. */
export function quoted(value: string): string {
  return `"${value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;
}

/** A text as a regular expression that matches only itself (RE2). */
export function literal(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}

/** A regular expression literal that matches any of the texts and nothing else. */
export function anyOf(texts: Iterable<string>): string {
  return quoted([...new Set(texts)].sort().map(literal).join('|'));
}

/**
 * The label matchers that every selector of a query carries: the namespaces
 * asked about, whatever tells clusters apart, and the query's own.
 */
export function matchers(range: QueryRange, ...own: string[]): string {
  const namespaces = new Set(range.scopes.map(scope => scope.namespace));
  const [first] = namespaces;
  const fixed = Object.entries(range.matchers ?? {}).map(([label, value]) => `${label}=${quoted(value)}`);
  const namespace = namespaces.size === 1 ? `namespace=${quoted(first)}` : `namespace=~${anyOf(namespaces)}`;
  return `{${[namespace, ...fixed, ...own].join(',')}}`;
}

/** The names of the elements asked about, and the empty one: some scrapes do not carry the label. */
export function namedOrUnlabelled(range: QueryRange, label: string): string {
  const names = [...new Set(range.scopes.map(scope => scope.name))].sort().map(literal);
  return `${label}=~${quoted([...names, ''].join('|'))}`;
}

/**
 * Whether a sample is about the element: same namespace, and its own name
 * where the scrape carries the label.
 */
export function isOf(scope: QueryScope, labels: Readonly<Record<string, string>>, label: string): boolean {
  const name = labels[label];
  return labels.namespace === scope.namespace && (name === undefined || name === '' || name === scope.name);
}
