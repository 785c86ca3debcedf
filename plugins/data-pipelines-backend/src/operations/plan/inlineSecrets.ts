import type { PlanDraft, PlannedAct, PlannedManifest, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import { fieldText } from '../../engines/shared/fieldText';
import { objected } from '../../engines/shared/preflightCodes';
import { ASSIGNED_SECRET, namesSecret } from '../secretWords';
import { PREFLIGHT_CODES as CODES } from './preflight/codes';
import { nameList } from './words';

type Path = readonly (string | number)[];

/** A user and a password before the host of a URL; group 1 is the password. */
const URL_PASSWORD = /\w:\/\/[^\s/:@]*:([^\s/@]+)@/g;
/** What is filled in elsewhere: `$(NAME)` by Kubernetes, `${…}` by configuration providers and shells, `$NAME` by shells. */
const REFERENCE = /^["']?\$(\([^)]*\)|\{[^}]*\}|\w+)/;
/** Not worth hiding: empty, a switch, a number such as a lifetime, or the name of a class such as a provider. */
const NO_SECRET = /^["']?(|true|false|null|none|\d+|[a-z]\w*(\.\w+){2,})["']?$/i;

function isSecret(text: string): boolean {
  return !REFERENCE.test(text) && !NO_SECRET.test(text);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function holdsSecret(text: string): boolean {
  return [...text.matchAll(ASSIGNED_SECRET)].some(([, , secret]) => isSecret(secret)) || [...text.matchAll(URL_PASSWORD)].some(([, secret]) => isSecret(secret));
}

/** Entries of `env` name the secret in one field and hold it in another. */
function envSecret(value: Readonly<Record<string, unknown>>): boolean {
  return typeof value.name === 'string' && typeof value.value === 'string' && namesSecret(value.name) && isSecret(value.value);
}

/** Fields of a value that hold what looks like a secret, by their paths; the secrets themselves are told nowhere. */
export function inlineSecrets(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'string') {
    const name = path[path.length - 1];
    return (typeof name === 'string' && namesSecret(name) && isSecret(value)) || holdsSecret(value) ? [path] : [];
  }
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => inlineSecrets(item, [...path, index]));
  if (!isRecord(value)) return [];
  if (envSecret(value)) return [[...path, 'value']];
  return Object.entries(value).flatMap(([key, item]) => inlineSecrets(item, [...path, key]));
}

function madeBy(acts: readonly PlannedAct[]): PlannedManifest[] {
  return acts.flatMap(act => (act.act === 'create' ? [act.object] : []));
}

/** Every object that the rows of the operation would hold whole. */
function keptObjects({ acts, undo, pause }: PlannedStep): PlannedManifest[] {
  return madeBy([...acts, ...(undo ?? []), ...(pause?.resume ?? [])]);
}

/**
 * Refuses a plan that would store secrets: its steps are rows of the database,
 * and what they make, now or when they are taken back, stands in them whole.
 */
export function withoutInlineSecrets(draft: PlanDraft): PlanDraft {
  const found = new Map<string, string[]>();
  for (const object of draft.steps.flatMap(keptObjects)) {
    const paths = inlineSecrets(object).map(fieldText);
    if (paths.length > 0) found.set(`${object.kind} ${object.metadata.name}`, paths);
  }
  if (found.size === 0) return draft;
  const checks = [...found].map(([object, paths]) =>
    objected(CODES.NO_SECRETS_KEPT, 'block', {
      sentence: `${object} would be made again with what looks like a secret in ${nameList([...new Set(paths)])}, and what is made again is stored with the operation`,
      remedy: 'Keep it in a Secret and refer to that (valueFrom.secretKeyRef, a mounted file, or a configuration provider), then plan again.',
    }),
  );
  return { ...draft, preflight: [...draft.preflight, ...checks] };
}
