const TIMEOUT_MS = 30_000;
/** A single zero byte: the first possible key. */
const FIRST_KEY = Buffer.from([0]).toString('base64');

async function call(
  url: string,
  path: string,
  body: unknown,
): Promise<unknown> {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!answer.ok) {
    throw new Error(
      `etcd answered ${answer.status} to ${path}: ${await answer.text()}`,
    );
  }
  return answer.json();
}

/**
 * Drops every old revision, through etcd's JSON gateway.
 *
 * @param url - client URL of etcd
 */
export async function compactEverything(url: string): Promise<void> {
  const range = await call(url, '/v3/kv/range', { key: FIRST_KEY, limit: 1 });
  const revision = revisionOf(range);
  await call(url, '/v3/kv/compaction', { revision, physical: true });
}

function revisionOf(answer: unknown): string {
  if (
    typeof answer === 'object' &&
    answer !== null &&
    'header' in answer &&
    typeof answer.header === 'object' &&
    answer.header !== null &&
    'revision' in answer.header &&
    typeof answer.header.revision === 'string'
  ) {
    return answer.header.revision;
  }
  throw new Error('etcd answered without a revision.');
}
