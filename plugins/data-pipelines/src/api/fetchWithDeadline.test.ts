import { fetchWithDeadline } from './fetchWithDeadline';

describe('fetchWithDeadline', () => {
  it('ends a request that never answers', async () => {
    const hanging: typeof fetch = (_input, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      });
    await expect(fetchWithDeadline(hanging, 5)('http://localhost/')).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('passes on what the caller gave', async () => {
    const seen: RequestInit[] = [];
    const recording: typeof fetch = async (_input, init) => {
      seen.push(init ?? {});
      return new Response('{}');
    };
    const stop = new AbortController();
    await fetchWithDeadline(recording)('http://localhost/', { method: 'POST', signal: stop.signal });
    expect(seen[0].method).toBe('POST');
    stop.abort();
    expect(seen[0].signal?.aborted).toBe(true);
  });
});
