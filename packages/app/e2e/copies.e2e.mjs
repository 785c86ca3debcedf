import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { assertOrder, pressOn, tabTo } from './keyboard.mjs';
import { prepare, start } from './operate.mjs';
import { api, checkAccessibility, openPage, picture, until } from './session.mjs';
import { beginWalk, ended, openByKeys } from './walk.mjs';

const END_MS = 120_000;
const FLOW = '/catalog/default/system/orders/data';
const POINTS = '/catalog/default/system/orders/data?view=points';
let session;
let shown;
let page;

const backend = () => ({ url: session.demo.backendUrl, token: session.demo.token });
const elements = async () => (await api(session.demo, '/pipelines/orders')).body.elements;
const leftovers = async () => (await api(session.demo, '/leftovers?pipeline=orders')).body.items;

/** The operation at its end, however it ends. */
const endOf = id => until(`the end of ${id}`, async () => {
  const { body } = await api(session.demo, `/operations/${id}`);
  return ['Succeeded', 'Failed', 'PartiallySucceeded', 'Cancelled'].includes(body.summary.phase) && body;
}, { timeoutMs: END_MS });

/** Orders a fault of the simulated clusters; `heal` ends all of them. */
async function order(fault) {
  const response = await fetch(`${session.demo.control}/faults`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ cluster: 'prod-north', ...fault }) });
  assert.equal(response.status, 200, await response.text());
}
const heal = () => fetch(`${session.demo.control}/faults`, { method: 'DELETE' });

/** The copy of an element that an operation made, once it is an element of its own. */
async function copyOf(name) {
  const copy = await until(`${name} is an element`, async () => (await elements()).find(({ object }) => object.name === name), { timeoutMs: END_MS });
  return copy;
}

/** The dialog tells the plan of what is entered, in which the text stands. */
async function planned(dialog, text) {
  await dialog.getByText(text, { exact: true }).waitFor();
  await dialog.locator('[aria-busy=true]').waitFor({ state: 'detached' });
}

before(async () => {
  session = await beginWalk();
  // a name that is taken is refused with this status
  shown = await openPage(session, { allow: [/status of 409/] });
  page = shown.page;
}, { timeout: 300_000 });

after(async () => {
  try {
    await shown?.done();
  } finally {
    await session?.close();
  }
});

afterEach(async t => {
  if (!t.passed) await picture(page, 'copies-failed');
});

describe('a clone for a test', () => {
  const clone = name => page.getByRole('button', { name });

  it('is made of an element from its details, by keyboard alone, under a name that the dialog checks', async () => {
    await page.goto(FLOW);
    await pressOn(page, page.getByRole('button', { name: 'Show findings and members of order-search', exact: true }));
    const { dialog, stops } = await openByKeys(session, page, clone('Clone for a test: order-search'), opened => opened.getByText('Elasticsearch order-search-test', { exact: true }));
    assertOrder(stops, [/^Name of the copy/, /^Cancel$/, /^Clone order-search$/]);
    const name = dialog.getByRole('textbox', { name: 'Name of the copy' });
    await tabTo(page, name);
    await page.keyboard.press('End');
    await page.keyboard.type('_');
    await dialog.getByText(/^Use small letters, digits and hyphens/).first().waitFor();
    assert.equal(await dialog.getByRole('button', { name: 'Clone order-search', exact: true }).getAttribute('aria-disabled'), 'true');
    await checkAccessibility(page, '[role=dialog]');
    await page.keyboard.press('Backspace');
    await planned(dialog, 'Elasticsearch order-search-test');
    await checkAccessibility(page, '[role=dialog]');
    await picture(page, 'clone-dialog.light');
    await pressOn(page, dialog.getByRole('button', { name: 'Clone order-search', exact: true }).and(page.locator(':not([aria-disabled=true])')));
    await ended(session, page);
    await checkAccessibility(page);
    await picture(page, 'cloned.light');
    const { id } = await copyOf('order-search-test');
    await until('the copy is healthy', async () => (await elements()).find(each => each.id === id)?.health.word === 'Healthy', { timeoutMs: END_MS });
    await page.goto(FLOW);
    await page.getByRole('button', { name: 'Show findings and members of order-search-test' }).waitFor();
    await checkAccessibility(page);
    await picture(page, 'clone-in-flow.light');
  });

  it('is made of one of the elements of a recovery point', async () => {
    const { body } = await prepare(backend(), { kind: 'snapshot', pipeline: 'orders', consistency: 'crash' });
    const { summary } = await start(backend(), { body, key: body.plan });
    assert.equal((await endOf(summary.id)).summary.phase, 'Succeeded');
    await page.goto(`${POINTS}&point=${summary.id}`);
    await clone(/^Clone for a test from the point of/).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'order-search', exact: true }).check();
    assert.equal(await dialog.getByRole('radio', { name: /^The point of/ }).isChecked(), true);
    const name = dialog.getByRole('textbox', { name: 'Name of the copy' });
    await name.fill('order-search-test');
    await dialog.getByText(/order-search-test exists/).waitFor();
    await picture(page, 'clone-taken.light');
    await name.fill('order-search-then');
    await planned(dialog, 'Elasticsearch order-search-then');
    await checkAccessibility(page, '[role=dialog]');
    await picture(page, 'clone-of-point.light');
    await dialog.getByRole('button', { name: 'Clone order-search', exact: true }).click();
    await ended(session, page);
    await copyOf('order-search-then');
  });
});

describe('what an operation left over', () => {
  const card = () => page.getByRole('region', { name: 'Left over', exact: true });

  it('is named by the page of the operation, when what it made could not be taken away', async () => {
    await page.goto(POINTS);
    await page.getByText('Nothing is left over from operations.').waitFor();
    await order({ fault: 'driver', operation: 'groupSnapshot', mode: 'hang' });
    await page.getByRole('button', { name: /Take snapshot/ }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take snapshot', exact: true }).click();
    await page.waitForURL(/\/data-pipelines\/operations\/op-/);
    const id = page.url().split('/').at(-1);
    await until('a group is asked for', async () => (await api(session.demo, `/operations/${id}`)).body.objects.some(({ object, outcome }) => object.kind === 'VolumeGroupSnapshot' && outcome === 'done'));
    await order({ fault: 'revoke-right', resource: 'volumegroupsnapshots' });
    await page.getByRole('button', { name: /^Cancel/ }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the operation' }).click();
    const { leftovers: left, failure } = await ended(session, page, 'Failed');
    assert.equal(failure.code, 'UNDO_INCOMPLETE');
    assert.ok(left.length > 0, 'it says what is left');
    await checkAccessibility(page);
    await picture(page, 'left-behind.light');
    assert.equal((await heal()).status, 200);
    await page.getByRole('link', { name: /^Show it under the recovery points/ }).click();
    await card().waitFor();
  });

  it('can be read and chosen on a telephone in the dark', async () => {
    const phone = await openPage(session, { theme: 'dark', width: 390, height: 844 });
    await phone.page.goto(POINTS);
    const shownThere = phone.page.getByRole('region', { name: 'Left over', exact: true });
    await shownThere.getByRole('checkbox', { disabled: false }).first().check();
    await shownThere.getByRole('button', { name: /^Remove 1 object…$/ }).waitFor();
    await checkAccessibility(phone.page);
    await picture(phone.page, 'leftovers.dark');
    await shownThere.getByRole('button', { name: /^Remove 1 object…$/ }).click();
    await phone.page.getByRole('dialog').getByRole('checkbox', { name: /cannot be brought back/ }).waitFor();
    await checkAccessibility(phone.page, '[role=dialog]');
    await picture(phone.page, 'remove-leftovers.dark');
    await phone.page.keyboard.press('Escape');
    await phone.page.goto(FLOW);
    await phone.page.getByRole('button', { name: 'Show findings and members of order-search', exact: true }).click();
    await phone.page.getByRole('button', { name: 'Clone for a test: order-search', exact: true }).click();
    const dialog = phone.page.getByRole('dialog');
    // the first name that is free
    await planned(dialog, 'Elasticsearch order-search-test-2');
    await checkAccessibility(phone.page, '[role=dialog]');
    await picture(phone.page, 'clone-dialog.dark');
    await phone.done();
  });

  it('is listed under the recovery points, chosen and removed by keyboard alone', async () => {
    await page.goto(POINTS);
    await card().waitFor();
    await picture(page, 'leftovers.light');
    await checkAccessibility(page);
    const removable = (await leftovers()).filter(each => each.removable);
    assert.ok(removable.length > 0, JSON.stringify(await leftovers()));
    for (const { object: { kind, name } } of removable) await pressOn(page, card().getByRole('checkbox', { name: `Choose ${kind} ${name}` }), { key: 'Space' });
    const { dialog, stops } = await openByKeys(session, page, card().getByRole('button', { name: /^Remove \d+ objects?…$/ }), opened => opened.getByRole('checkbox', { name: /cannot be brought back/ }));
    assertOrder(stops, [/cannot be brought back/, /^Cancel$/, /^Remove \d+ leftovers?$/]);
    await checkAccessibility(page, '[role=dialog]');
    await picture(page, 'remove-leftovers.light');
    await pressOn(page, dialog.getByRole('checkbox', { name: /cannot be brought back/ }), { key: 'Space' });
    await pressOn(page, dialog.getByRole('button', { name: /^Remove \d+ leftovers?$/ }));
    await ended(session, page);
    await page.goto(POINTS);
    await page.getByText('Nothing is left over from operations.').waitFor();
    assert.deepEqual(await leftovers(), []);
  });
});
