import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { api, checkAccessibility, openPage, openSession, picture, until } from './session.mjs';

let session;

const wordOf = async name => (await api(session.demo, `/pipelines/${name}`)).body.summary?.health.word;

before(async () => {
  session = await openSession();
  for (const name of ['factory-telemetry', 'orders']) {
    await until(`the catalog knows ${name}`, async () => {
      const headers = { authorization: `Bearer ${session.demo.token}` };
      return (await fetch(`${session.demo.backendUrl}/api/catalog/entities/by-name/system/default/${name}`, { headers })).ok;
    });
  }
  await until('the pipelines are seen', async () => (await wordOf('factory-telemetry')) === 'Critical' && (await wordOf('orders')) === 'Healthy');
}, { timeout: 180_000 });

after(async () => {
  await session?.close();
});

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

  it('takes a snapshot of orders as a whole, damages its index by the banner, and restores it by the plan', async () => {
    const { page, done } = await openPage(session);
    await page.goto('/catalog/default/system/orders/data?view=points');
    await page.getByRole('button', { name: /Take snapshot/ }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/VolumeGroupSnapshot/).first().waitFor();
    await checkAccessibility(page, '[role=dialog]');
    await picture(page, 'snapshot-dialog.light');
    await dialog.getByRole('button', { name: 'Take snapshot', exact: true }).click();
    const point = await succeeded(page);

    await page.goto('/catalog/default/system/orders/data?view=points');
    await page.getByRole('table').getByText('Application').first().waitFor();
    await checkAccessibility(page);
    await picture(page, 'recovery-points.light');
    await page.getByRole('button', { name: /Break something/ }).click();
    await picture(page, 'break-something.light');
    await page.getByRole('menuitem', { name: /Data corrupted/ }).click();
    await page.getByRole('menuitem', { name: /order-search/ }).click();
    await until('orders is red', async () => (await wordOf('orders')) === 'Critical');

    await page.goto(`/data-pipelines/restore/${point}?step=where&where=in-place&element=order-search`);
    await picture(page, 'restore-where.light');
    for (const step of ['what', 'plan', 'confirm']) {
      await page.getByRole('button', { name: /^Continue/ }).click();
      await page.waitForURL(new RegExp(`step=${step}`));
      if (step === 'plan') {
        await page.getByText(/read again|replayed/i).first().waitFor();
        await checkAccessibility(page);
        await picture(page, 'restore-plan.light');
      }
    }
    await picture(page, 'restore-confirm.light');
    await page.getByRole('checkbox').first().check();
    await page.getByRole('textbox').first().fill('order-search');
    await page.getByRole('button', { name: /^Restore/ }).click();
    await succeeded(page);
    await until('orders is healthy', async () => (await wordOf('orders')) === 'Healthy');
    await done();
  });
});
