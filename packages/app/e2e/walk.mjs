import assert from 'node:assert/strict';
import { assertTrapped, pressOn } from './keyboard.mjs';
import { api, openSession, until } from './session.mjs';

const END_MS = 120_000;
const ENDS = ['Succeeded', 'Failed', 'PartiallySucceeded', 'Cancelled'];

/** The health of a pipeline in one word. */
export const wordOf = async (session, name) => (await api(session.demo, `/pipelines/${name}`)).body.summary?.health.word;

/** Whether the seeded pipelines are as they begin: red, yellow and green. */
export const isSeeded = async session =>
  (await Promise.all(['factory-telemetry', 'clickstream', 'orders'].map(name => wordOf(session, name)))).join() === 'Critical,Warning,Healthy';

/** All operations that there were, the newest first. */
export const operations = async session => (await api(session.demo, '/operations?limit=100')).body.items;

/** Whether the catalog has the entity of a pipeline. */
export const isInCatalog = async ({ demo }, name) => {
  const headers = { authorization: `Bearer ${demo.token}` };
  return (await fetch(`${demo.backendUrl}/api/catalog/entities/by-name/system/default/${name}`, { headers })).ok;
};

/** A demo of its own for a walk, once the catalog knows its pipelines and they are as they begin. */
export async function beginWalk() {
  const session = await openSession();
  try {
    for (const name of ['factory-telemetry', 'orders']) await until(`the catalog knows ${name}`, () => isInCatalog(session, name));
    await until('the seeded pipelines are red, yellow and green', () => isSeeded(session));
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** The operation whose page this is, once it has ended and the page says how. */
export async function ended(session, page, phase = 'Succeeded') {
  await page.waitForURL(/\/data-pipelines\/operations\/op-/);
  const id = page.url().split('/').at(-1);
  const operation = await until(`${id} ends`, async () => {
    const { body } = await api(session.demo, `/operations/${id}`);
    return ENDS.includes(body.summary.phase) && body;
  }, { timeoutMs: END_MS });
  assert.deepEqual([operation.summary.phase, phase === 'Succeeded' ? operation.failure : undefined], [phase, undefined]);
  await page.getByRole('main', { name: 'Operation' }).getByText(phase, { exact: true }).first().waitFor();
  return operation;
}

/** Opens a dialog by keyboard, sees that Tab stays in it and that Esc starts nothing and gives the focus back, and opens it again. */
export async function openByKeys(session, page, opener, ready) {
  const { length } = await operations(session);
  await pressOn(page, opener);
  const dialog = page.getByRole('dialog');
  await ready(dialog).waitFor();
  const stops = await assertTrapped(page, dialog);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await opener.first().evaluate(element => element === document.activeElement), true, 'the focus comes back');
  assert.equal((await operations(session)).length, length, 'Esc starts nothing');
  await page.keyboard.press('Enter');
  await ready(dialog).waitFor();
  return { dialog, stops };
}
