import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { assertOrder, pressOn, tabTo } from './keyboard.mjs';
import { api, checkAccessibility, openPage, picture, until } from './session.mjs';
import { beginWalk, ended, isSeeded, openByKeys, operations, wordOf } from './walk.mjs';

const WALK_MS = 5 * 60_000;

let session;

const pipeline = async name => (await api(session.demo, `/pipelines/${name}`)).body;

/** A demo of its own for each walk, so that none begins with what another one left. */
const begin = async () => {
  session = await beginWalk();
};

async function end(shown) {
  try {
    await shown?.done();
  } finally {
    await session?.close();
    session = undefined;
  }
}

/** The pipeline on the pipelines page, a row or, where there is little room, a card. */
const itemOf = (page, name) => page.locator('tr, li').filter({ has: page.getByRole('link', { name, exact: true }) }).first();

/**
 * Confirms a restore once the page has seen that the world is still the same; what was entered before that may be asked for
 * again, since it is agreed to for one plan only.
 */
async function confirmRestore(page, enter) {
  await page.getByText(/^Checking whether the world/).waitFor({ state: 'detached', timeout: 60_000 });
  await enter(page.getByRole('checkbox').first(), page.getByRole('textbox').first());
}

const damage = element => fetch(`${session.demo.control}/faults`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ cluster: 'prod-north', fault: 'corrupt', namespace: 'orders', element }),
});

describe('the first five minutes, on a telephone in the dark', () => {
  let began;
  let shown;
  let page;

  before(async () => {
    await begin();
    shown = await openPage(session, { theme: 'dark', width: 390, height: 844 });
    page = shown.page;
    began = Date.now();
  }, { timeout: 300_000 });

  after(async () => {
    await end(shown);
    assert.ok(Date.now() - began < WALK_MS, `the walk took ${(Date.now() - began) / 1000} s`);
  });

  afterEach(async t => {
    if (!t.passed) await picture(page, 'five-minutes-failed');
  });

  it('begins with the pipelines, the worst first with its cause, and says what is simulated', async () => {
    await page.goto('/');
    await page.getByRole('heading', { name: 'Pipelines' }).waitFor();
    await page.getByText(/Simulated clusters/).waitFor();
    for (const [name, word] of [['factory-telemetry', 'Critical'], ['clickstream', 'Warning'], ['orders', 'Healthy']]) {
      await itemOf(page, name).getByText(word, { exact: true }).waitFor();
    }
    await itemOf(page, 'factory-telemetry').getByText(/9\d(\.\d)? % full/).first().waitFor();
    const { summary, elements } = await pipeline('factory-telemetry');
    assert.deepEqual([summary.simulated, ...elements.map(({ simulated }) => simulated)], [true, ...elements.map(() => true)]);
    await page.getByRole('button', { name: 'Close the first steps' }).click();
    await picture(page, 'five-minutes-pipelines.dark');
  });

  it('expands the red Kafka from the graph of its pipeline, by the plan, and sees it turn healthy', async () => {
    await itemOf(page, 'factory-telemetry').getByRole('link', { name: 'factory-telemetry', exact: true }).click();
    await page.getByRole('button', { name: 'Expand 3 volumes' }).first().click();
    const dialog = page.getByRole('dialog', { name: /Expand 3 volumes of/ });
    await dialog.getByText('KafkaNodePool broker', { exact: true }).waitFor();
    await dialog.getByText(/not in 90 days/).waitFor();
    await checkAccessibility(page, '[role=dialog]');
    await picture(page, 'expand-dialog.dark');
    const start = dialog.getByRole('button', { name: 'Expand 3 volumes', exact: true });
    assert.equal(await start.getAttribute('aria-disabled'), 'true');
    await dialog.getByRole('checkbox', { name: /cannot be made smaller/ }).check();
    await start.click();
    await ended(session, page);
    await checkAccessibility(page);
    await picture(page, 'operation.dark');
    await until('the pipeline is healthy: its stream catches up', async () => (await wordOf(session, 'factory-telemetry')) === 'Healthy');
  });

  let point;

  it('takes a snapshot of orders as a whole, with the clock of the pause, the skew and the offsets', async () => {
    await page.goto('/catalog/default/system/orders/data?view=points');
    await page.getByRole('button', { name: /Take snapshot/ }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/VolumeGroupSnapshot/).first().waitFor();
    await checkAccessibility(page, '[role=dialog]');
    await picture(page, 'snapshot-dialog.dark');
    await dialog.getByRole('button', { name: 'Take snapshot', exact: true }).click();
    await page.getByRole('heading', { name: /Writes to orders (are paused|are resumed)/ }).waitFor();
    const { summary, pause } = await ended(session, page);
    assert.equal(pause.state, 'resumed');
    point = summary.id;
    await checkAccessibility(page);
    const { body } = await api(session.demo, `/recovery-points/${point}`);
    assert.deepEqual([body.state, body.consistency.got], ['Ready', 'application']);
    assert.ok(body.skewMs >= 0 && body.offsets.length > 0 && body.pausedMs > 0, JSON.stringify(body));
    await page.goto('/catalog/default/system/orders/data?view=points');
    await page.getByRole('list').or(page.getByRole('table')).getByText('Application').first().waitFor();
    await checkAccessibility(page);
    await picture(page, 'recovery-points.dark');
  });

  it('damages the index by the banner, and is led from the red pipeline to the restore', async () => {
    await page.getByRole('button', { name: /Break something/ }).click();
    await page.getByRole('menuitem', { name: /Data corrupted/ }).click();
    await page.getByRole('menuitem', { name: /order-search/ }).click();
    await until('orders is red', async () => (await wordOf(session, 'orders')) === 'Critical');
    await page.goto('/data-pipelines?owner=any');
    await itemOf(page, 'orders').getByText('Critical', { exact: true }).waitFor();
    await picture(page, 'five-minutes-red.dark');
    await itemOf(page, 'orders').getByRole('link', { name: /^Restore/ }).click();
    await page.waitForURL(new RegExp(`/data-pipelines/restore/${point}`));
  });

  it('restores by the plan, which says what is read again, and sees it healthy', async () => {
    await page.getByRole('button', { name: /^Continue/ }).click();
    await page.waitForURL(/step=where/);
    await page.getByRole('radio', { name: /In place/ }).check();
    await picture(page, 'restore-where.dark');
    for (const step of ['what', 'plan', 'confirm']) {
      await page.getByRole('button', { name: /^Continue/ }).click();
      await page.waitForURL(new RegExp(`step=${step}`));
      if (step === 'plan') {
        await page.getByText(/read again|replayed/i).first().waitFor();
        await checkAccessibility(page);
        await picture(page, 'restore-plan.dark');
      }
    }
    await confirmRestore(page, async (acknowledge, name) => {
      await acknowledge.check();
      await name.fill('order-search');
    });
    await picture(page, 'restore-confirm.dark');
    await page.getByRole('button', { name: /^Restore/ }).click();
    const { result } = await ended(session, page);
    assert.ok(result.replayed, 'what is replayed is said');
    await until('orders is healthy', async () => (await wordOf(session, 'orders')) === 'Healthy');
    await checkAccessibility(page);
    await picture(page, 'restored.dark');
  });

  it('begins again by the banner', async () => {
    await page.goto('/data-pipelines?owner=any');
    const asked = Date.now();
    await page.getByRole('button', { name: 'Reset', exact: true }).click();
    await page.getByText('The simulation begins again').waitFor({ timeout: 120_000 });
    process.stdout.write(`  reset of the demo: ${((Date.now() - asked) / 1000).toFixed(1)} s\n`);
    await until('the first state is back', () => isSeeded(session));
    await itemOf(page, 'factory-telemetry').getByText('Critical', { exact: true }).waitFor();
  });
});

describe('the same by keyboard alone, on a screen', () => {
  let shown;
  let page;

  before(async () => {
    await begin();
    shown = await openPage(session);
    page = shown.page;
  }, { timeout: 300_000 });

  after(async () => {
    await end(shown);
  });

  afterEach(async t => {
    if (!t.passed) await picture(page, 'keyboard-failed');
  });

  const operationPath = () => page.getByRole('navigation', { name: 'Where this operation belongs' });

  it('finds the red pipeline and expands it', async () => {
    await page.goto('/data-pipelines?owner=any');
    const red = itemOf(page, 'factory-telemetry');
    await red.getByText('Critical', { exact: true }).waitFor();
    await pressOn(page, red.getByRole('link', { name: 'factory-telemetry', exact: true }));
    const { dialog, stops } = await openByKeys(session, page, page.getByRole('button', { name: 'Expand 3 volumes' }).first(), opened => opened.getByText('KafkaNodePool broker', { exact: true }));
    assertOrder(stops, [/cannot be made smaller/, /^Cancel$/, /^Expand 3 volumes$/]);
    await checkAccessibility(page, '[role=dialog]');
    await picture(page, 'expand-dialog.light');
    const start = dialog.getByRole('button', { name: 'Expand 3 volumes', exact: true });
    await pressOn(page, start);
    assert.ok(await dialog.isVisible(), 'nothing starts before it is agreed to');
    await pressOn(page, dialog.getByRole('checkbox', { name: /cannot be made smaller/ }), { key: 'Space' });
    await pressOn(page, start);
    await ended(session, page);
    await checkAccessibility(page);
    await picture(page, 'operation.light');
  });

  it('takes a snapshot of orders', async () => {
    await pressOn(page, operationPath().getByRole('link', { name: 'Pipelines' }));
    await pressOn(page, itemOf(page, 'orders').getByRole('link', { name: 'orders', exact: true }));
    // the tabs are one stop; arrows go from one to the next
    await tabTo(page, page.getByRole('tab', { name: 'Flow' }));
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await pressOn(page, page.getByRole('tab', { name: 'Recovery points' }));
    const { dialog } = await openByKeys(session, page, page.getByRole('button', { name: /Take snapshot/ }).first(), opened => opened.getByText(/VolumeGroupSnapshot/).first());
    await checkAccessibility(page, '[role=dialog]');
    await picture(page, 'snapshot-dialog.light');
    await pressOn(page, dialog.getByRole('button', { name: 'Take snapshot', exact: true }));
    await ended(session, page);
    await checkAccessibility(page);
    await picture(page, 'snapshot.light');
  });

  it('restores what was damaged since, and starts nothing by Esc', async () => {
    assert.equal((await damage('order-search')).status, 200);
    await until('orders is red', async () => (await wordOf(session, 'orders')) === 'Critical');
    await pressOn(page, operationPath().getByRole('link', { name: 'Pipelines' }));
    await itemOf(page, 'orders').getByText('Critical', { exact: true }).waitFor();
    await pressOn(page, itemOf(page, 'orders').getByRole('link', { name: /^Restore/ }));
    await pressOn(page, page.getByRole('button', { name: /^Continue/ }));
    await page.waitForURL(/step=where/);
    // choices are one stop, too
    await tabTo(page, page.getByRole('radio', { name: /New namespace/ }));
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.getByRole('radio', { name: /In place/ }).isChecked(), true);
    for (const step of ['what', 'plan', 'confirm']) {
      await pressOn(page, page.getByRole('button', { name: /^Continue/ }).and(page.locator(':not([aria-disabled=true])')));
      await page.waitForURL(new RegExp(`step=${step}`));
    }
    const { length } = await operations(session);
    await confirmRestore(page, async (acknowledge, name) => {
      await pressOn(page, acknowledge, { key: 'Space' });
      await tabTo(page, name);
      await page.keyboard.type('order-search');
    });
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    assert.equal((await operations(session)).length, length, 'neither Esc nor Enter in the field starts anything');
    await checkAccessibility(page);
    await picture(page, 'restore-confirm.light');
    await pressOn(page, page.getByRole('button', { name: /^Restore/ }).and(page.locator(':not([aria-disabled=true])')));
    await ended(session, page);
    await until('orders is healthy', async () => (await wordOf(session, 'orders')) === 'Healthy');
  });

  it('gives the volumes of a log another performance class, their size kept', async () => {
    const name = 'data-0-order-events-broker-0';
    const volume = async () => (await pipeline('orders')).elements.flatMap(({ volumes }) => volumes).find(each => each.name === name);
    await page.goto('/catalog/default/system/orders/data?view=volumes');
    await pressOn(page, page.getByRole('button', { name, exact: true }));
    const drawer = page.getByRole('complementary', { name: `Volume ${name}` });
    await drawer.getByRole('region', { name: 'Performance class' }).getByText('None', { exact: true }).waitFor();
    const size = (await volume()).capacityBytes;
    const { dialog, stops } = await openByKeys(session, page, drawer.getByRole('button', { name: `Change… the performance class of ${name}` }), opened => opened.getByRole('radio', { name: /^gold/ }));
    assertOrder(stops, [/^Grow the volumes$/, /^As now: None$/, /^Cancel$/, /^Change 3 volumes/]);
    await tabTo(page, dialog.getByRole('radio', { name: /^As now/ }));
    await page.keyboard.press('ArrowDown');
    await dialog.getByRole('row', { name: /Performance class.*None.*gold/i }).waitFor();
    await dialog.getByText('KafkaNodePool broker', { exact: true }).waitFor();
    await checkAccessibility(page, '[role=dialog]');
    await picture(page, 'class-dialog.light');
    await pressOn(page, dialog.getByRole('checkbox', { name: /slower while their class changes/ }), { key: 'Space' });
    await pressOn(page, dialog.getByRole('button', { name: 'Change 3 volumes', exact: true }));
    await ended(session, page);
    await checkAccessibility(page);
    await picture(page, 'class-changed.light');
    await until('the volume tells its class', async () => JSON.stringify((await volume()).attributes) === JSON.stringify({ state: 'settled', present: 'gold' }));
    assert.equal((await volume()).capacityBytes, size);
    await page.goto('/catalog/default/system/orders/data?view=volumes');
    await pressOn(page, page.getByRole('button', { name, exact: true }));
    await drawer.getByRole('region', { name: 'Performance class' }).getByText(/iops 16000/).waitFor();
    await checkAccessibility(page);
    await picture(page, 'class-in-drawer.light');
  });
});
