import type { ManifestProblem } from './ManifestProblem';

/** RFC 1123 subdomain, as `metadata.name` of most kinds must be. */
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
/** RFC 1123 label: no dots. */
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_LENGTH = 63;

/**
 * Kinds whose name their operator makes other names and label values of, and
 * how long it may be for those to be taken: 63 characters less the longest
 * ending. The API server takes longer ones, and the operator then fails.
 */
const MADE_INTO_NAMES: Readonly<Record<string, number>> = {
  Kafka: LABEL_LENGTH - '-kafka-bootstrap'.length,
  KafkaConnect: LABEL_LENGTH - '-connect-api'.length,
  KafkaNodePool: LABEL_LENGTH,
  Elasticsearch: LABEL_LENGTH - '-es-internal-http'.length,
  SparkApplication: LABEL_LENGTH - '-ui-svc'.length,
  ScheduledSparkApplication: LABEL_LENGTH,
  SparkConnect: LABEL_LENGTH,
  Service: LABEL_LENGTH,
};

/** Why a namespace cannot have this name. Pure. */
export function namespaceNameProblems(namespace: string): ManifestProblem[] {
  if (namespace.length <= LABEL_LENGTH && LABEL.test(namespace)) return [];
  return [
    {
      code: 'NAME_INVALID',
      sentence: `"${shorten(namespace)}" is no name of a Kubernetes namespace`,
      remedy: 'use lower-case letters, digits and dashes, at most 63 of them, with a letter or digit at both ends',
    },
  ];
}

/** Why an object of the kind cannot have this name, or not without its operator failing. Pure. */
export function nameProblems(at: { kind: string; name: string }): ManifestProblem[] {
  const { kind, name } = at;
  const most = Object.hasOwn(MADE_INTO_NAMES, kind) ? MADE_INTO_NAMES[kind] : undefined;
  const path = 'metadata.name';
  if (name.length > 253 || !SUBDOMAIN.test(name)) {
    const dots = most === undefined ? 'digits, dashes and dots' : 'digits and dashes';
    return [
      {
        ...{ ...at, code: 'NAME_INVALID', path },
        sentence: `Kubernetes refuses the name "${shorten(name)}" of the ${kind}`,
        remedy: `use lower-case letters, ${dots}, with a letter or digit at both ends`,
      },
    ];
  }
  if (most === undefined || (name.length <= most && LABEL.test(name))) return [];
  const why = name.length > most ? `has ${name.length} characters` : 'holds a dot';
  return [
    {
      ...{ ...at, code: 'NAME_INVALID', path },
      sentence: `The name "${shorten(name)}" of the ${kind} ${why}, and services and labels are named after it`,
      remedy: `use at most ${most} lower-case letters, digits and dashes`,
    },
  ];
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
