import type { ObjectMeta } from './json';
import type { ResourceKind } from './kinds';
import type { Cause } from './status';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const SERVICE = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const LABEL_NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

const SUBDOMAIN_WORDS =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL_WORDS =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SERVICE_WORDS =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const VALUE_WORDS =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

function causeOf(field: string, value: string, words: string): Cause {
  return {
    reason: 'FieldValueInvalid',
    message: `Invalid value: ${JSON.stringify(value)}: ${words}`,
    field,
  };
}

/** What is wrong with a name; empty when nothing is. */
export function nameCauses(kind: ResourceKind, name: string): Cause[] {
  const field = 'metadata.name';
  if (kind.names === 'segment') {
    return /^(\.{1,2}|.*[/%].*)$/.test(name)
      ? [causeOf(field, name, 'may not contain \'/\' or \'%\'')]
      : [];
  }
  if (kind.names === 'subdomain') {
    if (name.length > 253) {
      return [causeOf(field, name, 'must be no more than 253 characters')];
    }
    return SUBDOMAIN.test(name)
      ? []
      : [causeOf(field, name, SUBDOMAIN_WORDS)];
  }
  if (name.length > 63) {
    return [causeOf(field, name, 'must be no more than 63 characters')];
  }
  const [pattern, words] =
    kind.kind === 'Service' ? [SERVICE, SERVICE_WORDS] : [LABEL, LABEL_WORDS];
  return pattern.test(name) ? [] : [causeOf(field, name, words)];
}

/** What is wrong with the labels; empty when nothing is. */
export function labelCauses(metadata: ObjectMeta): Cause[] {
  const causes: Cause[] = [];
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    const parts = key.split('/');
    const name = parts[parts.length - 1] ?? '';
    if (parts.length > 2 || name.length > 63 || !LABEL_NAME.test(name)) {
      causes.push(
        causeOf(
          'metadata.labels',
          key,
          "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
        ),
      );
    }
    if (value.length > 63) {
      causes.push(
        causeOf(
          'metadata.labels',
          value,
          'must be no more than 63 bytes',
        ),
      );
    } else if (!LABEL_VALUE.test(value)) {
      causes.push(causeOf('metadata.labels', value, VALUE_WORDS));
    }
  }
  return causes;
}
