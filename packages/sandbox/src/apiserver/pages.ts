import { badRequest, expired } from './status';

/** Where a paged list goes on: after `start`, at revision `rv`; -1 stands for "now". */
export interface PageToken {
  rv: number;
  start: string;
}

/** The opaque text of a token. */
export function encodeToken(token: PageToken): string {
  return Buffer.from(
    JSON.stringify({ v: 'meta.k8s.io/v1', rv: token.rv, start: token.start }),
  ).toString('base64url');
}

/**
 * Reads a continue token.
 *
 * @throws ApiError 400 when it is none of ours.
 */
export function decodeToken(text: string): PageToken {
  const decoded = Buffer.from(text, 'base64url').toString('utf8');
  try {
    const value: unknown = JSON.parse(decoded);
    if (
      typeof value === 'object' &&
      value !== null &&
      'rv' in value &&
      typeof value.rv === 'number' &&
      'start' in value &&
      typeof value.start === 'string'
    ) {
      return { rv: value.rv, start: value.start };
    }
  } catch {
    const [first = ''] = decoded;
    throw badRequest(
      `invalid continue token: continue key is not valid: invalid character '${first}' looking for beginning of value`,
    );
  }
  throw badRequest('invalid continue token: continue key is not valid');
}

/** 410 with the token that goes on inconsistently. */
export function expiredPage(token: PageToken) {
  return expired(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
    encodeToken({ rv: -1, start: token.start }),
  );
}
