import { LABEL_ELEMENT, LABEL_OPERATION, MANAGED_BY } from '@penstock/backstage-plugin-data-pipelines-common';
import type { OperationNames } from '@penstock/backstage-plugin-data-pipelines-node';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
/** Short enough that controllers may add a suffix and that the name fits into a label. */
const LONGEST_NAME = 40;
const HASH_LETTERS = 6;

/** FNV-1a with 32 bits: tells shortened names apart, guards nothing. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return Array.from({ length: HASH_LETTERS }, (_, index) => BASE32[(hash >>> (index * 5)) & 31]).join('');
}

function dnsLetters(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/-{2,}/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
}

/** The hash is always there: `b-c` of `a` and `c` of `a-b` would read the same. */
function stemOf(element: string, what: string, longest: number): string {
  const start = dnsLetters(`${element}-${what}`).slice(0, longest - HASH_LETTERS - 1).replace(/-+$/, '');
  return `${start === '' ? 'x' : start}-${shortHash(`${element}/${what}`)}`;
}

/**
 * Names of what an operation makes: valid DNS labels of at most 40 characters
 * that end with a hash and the id of the operation. The same what and element
 * give the same name, others another one.
 */
export function operationNames(operation: string, pipeline: string): OperationNames {
  return {
    operation,
    marks: element => ({
      labels: {
        [LABEL_OPERATION]: operation,
        [LABEL_ELEMENT]: element,
        'app.kubernetes.io/managed-by': MANAGED_BY,
        'app.kubernetes.io/part-of': pipeline,
      },
      annotations: {},
    }),
    name: (what, element) => `${stemOf(element, what, LONGEST_NAME - operation.length - 1)}-${operation}`,
  };
}
