import { ResponseError } from '@backstage/errors';
import { readError } from './readError';

async function answer(status: number, error: object, headers: Record<string, string> = {}): Promise<Error> {
  const body = { error, request: { id: 'from-body' }, response: { statusCode: status } };
  return ResponseError.fromResponse(
    new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } }),
  );
}

describe('readError', () => {
  it('reads what the backend said of the failure', async () => {
    const error = await answer(400, { name: 'InputError', message: 'No cluster west', code: 'CLUSTER_UNKNOWN', cause: 'It is not configured', remedy: 'Choose one of the list' });
    expect(readError(error)).toMatchObject({
      kind: 'failed',
      what: 'No cluster west',
      cause: 'It is not configured',
      remedy: 'Choose one of the list',
      code: 'CLUSTER_UNKNOWN',
      requestId: 'from-body',
    });
  });

  it('tells denied from missing from failed', async () => {
    expect(readError(await answer(403, { name: 'NotAllowedError', message: 'no' })).kind).toBe('denied');
    expect(readError(await answer(404, { name: 'NotFoundError', message: 'no' })).kind).toBe('missing');
    expect(readError(new Error('The page is wrong'))).toMatchObject({ kind: 'failed', what: 'The page is wrong' });
  });

  it.each(['Failed to fetch', 'NetworkError when attempting to fetch resource.', 'Load failed'])('says in words of its own that nobody answered: %s', message => {
    const error = new TypeError(message);
    expect(readError(error)).toMatchObject({ kind: 'failed', what: 'The backend does not answer', detail: `TypeError: ${message}` });
  });

  it('prefers the request id of the header', async () => {
    expect(readError(await answer(500, { name: 'Error', message: 'no' }, { 'x-request-id': 'from-header' })).requestId).toBe('from-header');
  });

  it('survives an answer in no known shape', async () => {
    const error = await ResponseError.fromResponse(new Response('<html>bad gateway</html>', { status: 502 }));
    expect(readError(error).kind).toBe('failed');
    expect(readError(error).detail).toContain('502');
  });
});
