import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { until } from './session.mjs';

const FINAL = ['Succeeded', 'PartiallySucceeded', 'Failed', 'Cancelled'];
const ANSWER_MS = 30_000;

/** Calls the API of one backend as automation does. @throws Error with the refusal */
export async function call({ url, token }, method, route, body, key) {
  const response = await fetch(`${url}/api/data-pipelines${route}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${method} ${route} answered ${response.status}: ${JSON.stringify(answer.error)}`);
  return answer;
}

/** What starts an operation: its plan, confirmed as it asks, and a key. The same again gives the same operation. */
export async function prepare(backend, request) {
  // A plan is refused while the world moves or is not read yet; what stays is an error of the test.
  return until(`a plan of ${request.kind} that can be started`, async () => {
    const plan = await call(backend, 'POST', '/plans', request);
    const blocks = plan.preflight.filter(({ result }) => result === 'block').map(({ sentence }) => sentence);
    if (!plan.startable) throw new Error(blocks.join(' '));
    const { type, reason } = plan.safety;
    const confirmation = { acknowledged: true, ...(type && { typed: type }), ...(reason && { reason: 'the test wants it' }) };
    return { plan, key: randomUUID(), body: { plan: plan.id, hash: plan.hash, request: plan.request, confirmation } };
  });
}

/** The operation, as accepted. */
export async function start(backend, { body, key }) {
  return call(backend, 'POST', '/operations', body, key);
}

/** The operation at its end. @throws Error when it does not end in time */
export async function ended(backend, id, timeoutMs = 240_000) {
  return until(`the end of ${id}`, async () => {
    const operation = await call(backend, 'GET', `/operations/${encodeURIComponent(id)}`);
    if (FINAL.includes(operation.summary.phase)) return operation;
    throw new Error(operation.steps.filter(({ state }) => state === 'running').map(({ title, detail }) => `${title}: ${detail}`).join(' '));
  }, { timeoutMs });
}

/** Fails unless the operation did all that it was asked, and left nothing behind; `phase` where an end that got less is right, too. */
export function assertSucceeded({ summary, failure, steps, leftovers, pause }, phase = 'Succeeded') {
  assert.deepEqual(
    { phase: summary.phase, failure, open: steps.filter(({ state }) => state !== 'done').map(({ title, state }) => `${title}: ${state}`), leftovers },
    { phase, failure: undefined, open: [], leftovers: [] },
  );
  if (pause) assert.match(pause.state, /^resumed/);
}

/** Fails unless the snapshot is complete, and says truly whether writes were paused for the whole cut: a kill may have ended the pause. */
export function assertCutTruthfully(operation, point) {
  const weaker = point.consistency.got !== point.consistency.wanted;
  assertSucceeded(operation, weaker ? 'PartiallySucceeded' : 'Succeeded');
  if (weaker) assert.match(operation.result.sentences.join(' '), /crash consistency where application was asked for/);
}
