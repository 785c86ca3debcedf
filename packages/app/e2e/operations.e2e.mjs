import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { api, checkAccessibility, openPage, openSession, picture, until } from './session.mjs';

let session;

before(async () => {
  session = await openSession();
  await until('the pipelines are seen', async () => (await wordOf('factory-telemetry')) === 'Critical' && (await wordOf('orders')) === 'Healthy');
}, { timeout: 180_000 });

after(async () => {
  await session?.close();
});

const wordOf = async name => (await api(session.demo, `/pipelines/${name}`)).body.summary?.health.word;
const rowOf = (page, name) => page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });

/** Waits until the page of an operation says how it ended, and that it ended well. */
async function succeeded(page) {
  await page.waitForURL(/\/data-pipelines\/operations\/op-/);
  const id = page.url().split('/').at(-1);
  const { phase } = await until(`${id} ends`, async () => {
    const { body } = await api(session.demo, `/operations/${id}`);
    return ['Succeeded', 'Failed', 'PartiallySucceeded', 'Cancelled'].includes(body.summary.phase) && body.summary;
  }, { timeoutMs: 120_000 });
  assert.equal(phase, 'Succeeded');
  await page.getByText('Succeeded', { exact: true }).first().waitFor();
  return id;
}

describe('the first five minutes', () => {
  it('expands the red Kafka from its row, by the plan, and sees it turn from red', async () => {
    const { page, done } = await openPage(session);
    await page.goto('/data-pipelines?owner=any');
    await rowOf(page, 'factory-telemetry').getByRole('link', { name: 'Expand 3 volumes' }).click();
    const dialog = page.getByRole('dialog', { name: /Expand 3 volumes of/ });
    await dialog.getByText('KafkaNodePool broker', { exact: true }).waitFor();
    await dialog.getByText(/not in 90 days/).waitFor();
    await checkAccessibility(page, '[role=dialog]');
    await picture(page, 'expand-dialog.light');
    const start = dialog.getByRole('button', { name: 'Expand 3 volumes', exact: true });
    assert.equal(await start.getAttribute('aria-disabled'), 'true');
    await dialog.getByRole('checkbox', { name: /cannot be made smaller/ }).check();
    await start.click();
    await succeeded(page);
    await checkAccessibility(page);
    await picture(page, 'operation.light');
    await until('the pipeline is no longer red', async () => (await wordOf('factory-telemetry')) !== 'Critical');
    await done();
  });
});
