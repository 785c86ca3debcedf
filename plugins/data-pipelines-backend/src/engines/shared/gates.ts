import type { AssessInput, GroupKind, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { groupKindKey } from '@penstock/backstage-plugin-data-pipelines-node';
import { COMMON_CODES as CODES } from './codes';
import { aboutRoot, finding } from './finding';
import type { Check, Statement } from './finding';
import { numberAt } from './reading';

/** How long an operator may take for its first word before its silence is a fact of its own. */
export const FIRST_STATUS_SECONDS = 300;

/** Seconds from an RFC 3339 instant until now; undefined where the instant is missing. */
export function secondsSince(instant: string | undefined, now: Date): number | undefined {
  if (instant === undefined) return undefined;
  const then = Date.parse(instant);
  return Number.isNaN(then) ? undefined : (now.getTime() - then) / 1000;
}

/** Gate: being deleted. */
export const deleted: Check = aboutRoot(({ root }) =>
  root.metadata.deletionTimestamp === undefined
    ? undefined
    : {
        code: CODES.ELEMENT_DELETED,
        severity: 'progressing',
        sentence: `${root.kind} ${root.metadata.name} is being deleted`,
        since: root.metadata.deletionTimestamp,
      },
);

/** Whether the status speaks of an older spec. Absent is not stale: some operators write it only after the first pass. */
export function isSpecUnobserved(object: KubernetesObject): boolean {
  const seen = numberAt(object, 'status.observedGeneration');
  return seen !== undefined && object.metadata.generation !== undefined && seen < object.metadata.generation;
}

/** Gate: generation not yet observed. */
export const specObserved: Check = aboutRoot(({ root }) =>
  isSpecUnobserved(root)
    ? {
        code: CODES.SPEC_NOT_OBSERVED,
        severity: 'progressing',
        sentence: `The operator has seen generation ${numberAt(root, 'status.observedGeneration')} of ${root.kind} ${root.metadata.name}, not yet ${root.metadata.generation}`,
      }
    : undefined,
);

/** Whether a resource is so new that its operator may not have got to it. */
export function isYoung(object: KubernetesObject, now: Date): boolean {
  const age = secondsSince(object.metadata.creationTimestamp, now);
  return age !== undefined && age < FIRST_STATUS_SECONDS;
}

/** What is said of a resource without a word of its operator: new ones are starting, older ones have no operator that cares. */
export function silence(object: KubernetesObject, now: Date): Statement {
  const { kind } = object;
  const { name } = object.metadata;
  if (isYoung(object, now)) {
    return { code: CODES.STATUS_MISSING, severity: 'progressing', sentence: `The operator has not said anything about ${kind} ${name} yet` };
  }
  return {
    code: CODES.STATUS_MISSING,
    severity: 'unknown',
    sentence: `No operator has written a status for ${kind} ${name}`,
    remedy: 'Check that the operator runs and watches this namespace.',
  };
}

/** Gate: no status. */
export const statusPresent: Check = aboutRoot(({ root, now }) =>
  root.status === undefined || root.status === null ? silence(root, now) : undefined,
);

/** Gate: paused by annotation. */
export function pausedBy(annotation: string, isPaused: (value: string) => boolean): Check {
  return aboutRoot(({ root }) => {
    const value = root.metadata.annotations?.[annotation];
    if (value === undefined || !isPaused(value)) return undefined;
    return {
      code: CODES.RECONCILIATION_PAUSED,
      severity: 'paused',
      sentence: `The operator is told to leave ${root.kind} ${root.metadata.name} alone (annotation ${annotation}: ${value})`,
      remedy: `Remove the annotation ${annotation} to let the operator work again.`,
    };
  });
}

/** Kinds whose absence would be mistaken for health. */
export function kindsReadable(kinds: readonly GroupKind[]): Check {
  return ({ root, inventory }: AssessInput) =>
    kinds.flatMap(kind => {
      const known = inventory.kindState(kind);
      if (known.state !== 'denied' && known.state !== 'pending') return [];
      return [
        finding(inventory, root, {
          code: CODES.KIND_NOT_READABLE,
          severity: 'unknown',
          sentence: `${groupKindKey(kind)} objects cannot be read: ${known.reason}`,
          ...(known.state === 'denied'
            ? { remedy: `Grant list and watch on ${groupKindKey(kind)} to Penstock's account in this cluster.` }
            : {}),
        }),
      ];
    });
}
