import {
  errnoOf,
  reactionTo,
  refusalOf,
  unreachableClassOf,
  unreachableSentence,
  type Reaction,
} from './classify';
import type { UnreachableClass } from './ClusterUnreachableError';

const status = (code: number, reason?: string, message = '', causes: string[] = []) => ({
  status: code,
  headers: {},
  body: { kind: 'Status', code, reason, message, details: { causes: causes.map(cause => ({ reason: cause })) } },
});

describe('reactionTo', () => {
  it.each<[string, Parameters<typeof refusalOf>[0], Reaction]>([
    ['410 Expired', status(410, 'Expired'), 'relist'],
    ['an ERROR event of a watch', { body: status(410, 'Expired').body }, 'relist'],
    ['504 with cause ResourceVersionTooLarge', status(504, 'Timeout', 'x', ['ResourceVersionTooLarge']), 'relist'],
    ['504 that says it in words', status(504, 'Timeout', 'Too large resource version: 9, current: 3'), 'relist'],
    ['another 504', status(504, 'Timeout'), 'back-off'],
    ['429 with a Status', status(429, 'TooManyRequests'), 'retry'],
    ['429 as text', { status: 429, headers: { 'retry-after': '2' }, body: 'Too many requests, please try again later.\n' }, 'retry'],
    ['401', status(401, 'Unauthorized'), 'unauthorized'],
    ['403', status(403, 'Forbidden'), 'denied'],
    ['404', status(404, 'NotFound'), 'gone'],
    ['404 as text', { status: 404, headers: {}, body: '404 page not found\n' }, 'gone'],
    ['500 InternalError', status(500, 'InternalError'), 'internal'],
    ['500 without a reason', { status: 500, headers: {}, body: 'boom' }, 'internal'],
    ['503', status(503, 'ServiceUnavailable'), 'back-off'],
    ['an answer that is nothing known', { body: 17 }, 'back-off'],
  ])('%s', (_, response, reaction) => {
    expect(reactionTo(refusalOf(response))).toBe(reaction);
  });

  it('reads how long to wait from the header or from the details', () => {
    expect(refusalOf({ status: 429, headers: { 'retry-after': '2' }, body: '' }).retryAfterSeconds).toBe(2);
    expect(refusalOf({ body: { code: 429, details: { retryAfterSeconds: 1 } } }).retryAfterSeconds).toBe(1);
    expect(refusalOf({ body: { code: 429 } }).retryAfterSeconds).toBeUndefined();
  });
});

const failure = (code: string) => Object.assign(new Error('token=hunter2'), { code });

describe('unreachableClassOf', () => {
  it.each<[Error, UnreachableClass]>([
    [failure('ECONNREFUSED'), 'refused'],
    [new AggregateError([failure('ECONNREFUSED')]), 'refused'],
    [new Error('fetch failed', { cause: failure('ENOTFOUND') }), 'dns'],
    [failure('EAI_AGAIN'), 'dns'],
    [failure('UND_ERR_CONNECT_TIMEOUT'), 'timeout'],
    [failure('UND_ERR_HEADERS_TIMEOUT'), 'timeout'],
    [failure('UND_ERR_BODY_TIMEOUT'), 'timeout'],
    [new DOMException('timed out', 'TimeoutError'), 'timeout'],
    [failure('CERT_HAS_EXPIRED'), 'tls'],
    [failure('DEPTH_ZERO_SELF_SIGNED_CERT'), 'tls'],
    [failure('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'tls'],
    [failure('ERR_TLS_CERT_ALTNAME_INVALID'), 'tls'],
    [failure('ERR_SSL_WRONG_VERSION_NUMBER'), 'tls'],
    [failure('EPROTO'), 'tls'],
    [failure('ECONNRESET'), 'other'],
    [new Error('no code at all'), 'other'],
  ])('%s is %s', (error, expected) => {
    const errno = errnoOf(error);
    expect(unreachableClassOf(errno)).toBe(expected);
    expect(unreachableSentence('prod-north', 'api:6443', errno)).toMatch(/^Cluster prod-north: .*api:6443.*\.$/);
    expect(unreachableSentence('prod-north', 'api:6443', errno)).not.toContain('hunter2');
  });
});
