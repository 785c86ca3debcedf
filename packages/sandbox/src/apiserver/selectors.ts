import { KubeObject, objectAt } from './json';
import type { ResourceKind } from './kinds';
import { badRequest } from './status';

/** Whether an object is selected. */
export type Predicate = (object: KubeObject) => boolean;

const SET_TERM = /^([^\s!=(),]+)\s+(in|notin)\s+\(([^()]*)\)$/;
const EQUAL_TERM = /^([^\s!=(),]+)\s*(==|=|!=)\s*([^\s!=(),]*)$/;
const EXISTS_TERM = /^(!?)\s*([^\s!=(),]+)$/;

/**
 * Reads a label selector: equality, sets, existence.
 *
 * @throws ApiError 400 in the words of the API server when it cannot be read.
 */
export function labelPredicate(text: string | undefined): Predicate {
  const terms = splitTerms(text ?? '').map(labelTerm);
  return object => {
    const labels = object.metadata.labels ?? {};
    return terms.every(term => term(labels));
  };
}

type LabelTerm = (labels: { [key: string]: string }) => boolean;

function labelTerm(term: string): LabelTerm {
  const set = SET_TERM.exec(term);
  if (set) {
    const [, key = '', operator, list = ''] = set;
    const values = new Set(list.split(',').map(value => value.trim()));
    return operator === 'in'
      ? labels => {
          const value = labels[key];
          return value !== undefined && values.has(value);
        }
      : labels => {
          const value = labels[key];
          return value === undefined || !values.has(value);
        };
  }
  const equality = EQUAL_TERM.exec(term);
  if (equality) {
    const [, key = '', operator, value = ''] = equality;
    return operator === '!='
      ? labels => labels[key] !== value
      : labels => labels[key] === value;
  }
  const existence = EXISTS_TERM.exec(term);
  if (existence) {
    const [, not, key = ''] = existence;
    return not === '!'
      ? labels => labels[key] === undefined
      : labels => labels[key] !== undefined;
  }
  throw badRequest(
    term.includes('=')
      ? "unable to parse requirement: found '=', expected: identifier"
      : `unable to parse requirement: ${term}`,
  );
}

function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let depth = 0;
  let term = '';
  for (const char of text) {
    depth += char === '(' ? 1 : 0;
    depth -= char === ')' ? 1 : 0;
    if (char === ',' && depth === 0) {
      terms.push(term.trim());
      term = '';
    } else {
      term += char;
    }
  }
  terms.push(term.trim());
  return terms.filter(entry => entry !== '');
}

const EXTRA_FIELDS: Record<string, string[]> = {
  Pod: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.serviceAccountName',
    'status.phase',
  ],
  Event: [
    'involvedObject.kind',
    'involvedObject.name',
    'involvedObject.namespace',
    'involvedObject.uid',
    'reason',
    'type',
  ],
  Secret: ['type'],
  Namespace: ['status.phase'],
};

/**
 * Reads a field selector; only the fields that the API server indexes are allowed.
 *
 * @throws ApiError 400 for any other field.
 */
export function fieldPredicate(
  kind: ResourceKind,
  text: string | undefined,
): Predicate {
  const allowed = [
    'metadata.name',
    'metadata.namespace',
    ...(kind.custom ? [] : EXTRA_FIELDS[kind.kind] ?? []),
  ];
  const terms = splitTerms(text ?? '').map(term => {
    const match = EQUAL_TERM.exec(term);
    if (!match) {
      throw badRequest(
        `invalid selector: '${term}'; can't understand '${term}'`,
      );
    }
    const [, field = '', operator, value = ''] = match;
    if (!allowed.includes(field)) {
      const only = allowed
        .slice(0, 2)
        .map(name => `"${name}"`)
        .join(', ');
      throw badRequest(
        `"${field}" is not a known field selector: only ${only}`,
      );
    }
    return { path: field.split('.'), value, wanted: operator !== '!=' };
  });
  return object =>
    terms.every(
      ({ path, value, wanted }) => (fieldAt(object, path) === value) === wanted,
    );
}

function fieldAt(object: KubeObject, path: string[]): string {
  const parent = objectAt(object, ...path.slice(0, -1));
  const value = parent[path[path.length - 1] ?? ''];
  return typeof value === 'string' ? value : '';
}
