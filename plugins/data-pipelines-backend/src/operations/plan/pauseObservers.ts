import type { JsonObject } from '@backstage/types';
import type { KubernetesObject, ObserveInput, Observer } from '@penstock/backstage-plugin-data-pipelines-node';
import { canonical } from './canonical';
import { fieldsAt, listAt, numberAt, textAt } from '../../engines/shared/reading';

/** One field that a pause set. */
interface PausedField {
  kind: string;
  name: string;
  namespace: string;
  uid?: string;
  path: readonly (string | number)[];
  to: unknown;
}

function fieldsOf(params: JsonObject): PausedField[] {
  return listAt(params, 'fields').map(field => {
    const uid = textAt(field, 'uid');
    const path: unknown = fieldsAt({ field }, 'field').path;
    return {
      kind: textAt(field, 'kind') ?? '',
      name: textAt(field, 'name') ?? '',
      namespace: textAt(field, 'namespace') ?? '',
      ...(uid === undefined ? {} : { uid }),
      path: Array.isArray(path) ? path.filter((key): key is string | number => typeof key === 'string' || typeof key === 'number') : [],
      to: fieldsAt({ field }, 'field').to,
    };
  });
}

function valueAt(object: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === String(key))?.[1] : undefined), object);
}

function seenObject({ seen }: ObserveInput, { kind, name, namespace }: PausedField): KubernetesObject | undefined {
  return seen.flatMap(({ objects }) => objects).find(object => object.kind === kind && object.metadata.name === name && (object.metadata.namespace ?? '') === namespace);
}

/** What is not as the pause set it, in a sentence. */
function changedField(input: ObserveInput): string | undefined {
  for (const field of fieldsOf(input.params)) {
    const object = seenObject(input, field);
    if (object === undefined) return `${field.kind} ${field.name} is not there any more`;
    if (field.uid !== undefined && object.metadata.uid !== field.uid) return `${field.kind} ${field.name} was made anew by somebody`;
    const has = valueAt(object, field.path) ?? undefined;
    if (canonical(has) !== canonical(field.to)) return `${field.path.join('.')} of ${field.kind} ${field.name} is ${has === undefined ? 'absent' : canonical(has)}, not ${field.to === undefined ? 'absent' : canonical(field.to)}`;
  }
  return undefined;
}

/** Generation of each object that the pause changed: it grows with each change of a spec, whoever makes it. */
function generationsOf(input: ObserveInput): Record<string, number> {
  return Object.fromEntries(
    fieldsOf(input.params).flatMap(field => {
      const generation = numberAt(seenObject(input, field), 'metadata.generation');
      return generation === undefined ? [] : [[`${field.kind} ${field.namespace}/${field.name}`, generation] as const];
    }),
  );
}

function changedSince(before: JsonObject, now: Readonly<Record<string, number>>): string | undefined {
  const then = fieldsAt({ before }, 'before.generations');
  const changed = Object.keys(now).find(key => typeof then[key] === 'number' && then[key] !== now[key]);
  return changed === undefined ? undefined : `Somebody changed ${changed} between pause and cut`;
}

/** What the pause's own wait has to say against it, e.g. a connector that reports RUNNING. */
function reported(input: ObserveInput, observers: ReadonlyMap<string, Observer>): string | undefined {
  const name = textAt(input.params, 'observer');
  if (name === undefined) return undefined;
  const observer = observers.get(name);
  if (observer === undefined) return `nothing that is installed can tell what ${name} sees`;
  const { params } = input.params;
  const seen = observer({ ...input, params: typeof params === 'object' && params !== null && !Array.isArray(params) ? params : {} });
  switch (seen.state) {
    case 'done':
      return undefined;
    case 'waiting':
      return `still waited for ${seen.waitsFor}`;
    case 'failed':
      return seen.cause;
    default:
      return seen.reason;
  }
}

/** The clock of the cluster of the first object that was looked at. */
function clusterTime({ seen, serverTimes }: ObserveInput): string | undefined {
  const cluster = seen[0]?.watched.cluster;
  return cluster === undefined ? undefined : serverTimes?.[cluster]?.toISOString();
}

/**
 * `pause.in-force`: looks once whether what was paused is paused, and says so
 * either way. Facts: `held`, `why` where it is not, `at` by the clock of the
 * cluster, `generations`. With `params.since`, the id of an earlier such look,
 * it is not held either if an object was changed between the two.
 *
 * `observers` are all that are registered; the pause's own is among them.
 */
export function pauseObservers(observers: ReadonlyMap<string, Observer>): Readonly<Record<string, Observer>> {
  return {
    'pause.in-force': input => {
      const generations = generationsOf(input);
      const since = textAt(input.params, 'since');
      const before = since === undefined ? undefined : input.facts[since];
      const why = changedField(input) ?? (before === undefined ? undefined : changedSince(before, generations)) ?? reported(input, observers);
      const at = clusterTime(input);
      return {
        state: 'done',
        found: why === undefined ? 'Writes are paused' : `Writes are not paused: ${why}`,
        facts: { held: why === undefined, ...(why === undefined ? {} : { why }), ...(at === undefined ? {} : { at }), generations },
      };
    },
  };
}
