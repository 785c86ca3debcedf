import assert from 'node:assert/strict';

/** A fenced block whose first line says `http example`, and the block with its answer. */
const EXAMPLE = /^```http example( until)?\n([\s\S]*?)^```\n\s*^```json answer\n([\s\S]*?)^```/gm;

const UNTIL_MS = 120_000;

/**
 * The examples of a page, in order. A request is a line `METHOD /path`, headers, an empty line and a body. Its answer is what must be in
 * the real one; `"{{name}}"` there keeps the value for later examples, which write `{{name}}`, and must be the same value from then on.
 *
 * @returns {{ title: string, request: string, answer: string, until: boolean }[]}
 */
export function examplesOf(page) {
  return [...page.matchAll(EXAMPLE)].map(([, until, request, answer]) => ({ title: request.split('\n')[0], request, answer, until: until !== undefined }));
}

function filled(text, values) {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name) => {
    assert.ok(name in values, `no example before this one has kept {{${name}}}`);
    return String(values[name]);
  });
}

function requestOf(text) {
  const [head, ...body] = text.split('\n\n');
  const [line, ...headers] = head.trim().split('\n');
  const [method, path] = line.split(' ');
  return { method, path, headers: headers.map(header => header.split(/:\s*/, 2)), body: body.join('\n\n').trim() };
}

/** Whether all of `wanted` is in `got`; keeps what `{{name}}` stands for. */
function holds(wanted, got, kept, values) {
  const name = typeof wanted === 'string' ? /^\{\{(\w+)\}\}$/.exec(wanted)?.[1] : undefined;
  if (name !== undefined) {
    if (got === undefined || (name in values && values[name] !== got)) return false;
    kept[name] = got;
    return true;
  }
  if (Array.isArray(wanted)) return Array.isArray(got) && wanted.every((each, index) => holds(each, got[index], kept, values));
  if (typeof wanted === 'object' && wanted !== null) {
    return typeof got === 'object' && got !== null && Object.entries(wanted).every(([key, each]) => holds(each, got[key], kept, values));
  }
  return wanted === got;
}

/**
 * Runs one example and keeps its values.
 *
 * @param {{ url: string, token: string, values: Record<string, unknown> }} api
 * @throws AssertionError when the answer lacks something of the page
 */
export async function runExample({ request, answer, until }, { url, token, values }) {
  const wanted = JSON.parse(answer);
  const ends = Date.now() + UNTIL_MS;
  for (;;) {
    const { method, path, headers, body } = requestOf(filled(request, values));
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }), ...Object.fromEntries(headers) },
      ...(body && { body }),
      signal: AbortSignal.timeout(40_000),
    });
    const text = await response.text();
    const got = text === '' ? {} : JSON.parse(text);
    const kept = {};
    if (holds(wanted, got, kept, values)) {
      Object.assign(values, kept);
      return;
    }
    if (!until || Date.now() > ends) assert.fail(`${method} ${path} answered ${response.status}, without what the page says:\n${JSON.stringify(got, undefined, 1).slice(0, 3000)}`);
    await new Promise(resolve => setTimeout(resolve, 250));
  }
}
