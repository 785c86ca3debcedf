import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { api, checkAccessibility, openPage, openSession, picture, until } from './session.mjs';

let session;

before(async () => {
  session = await openSession();
}, { timeout: 180_000 });

after(async () => {
  await session?.close();
});

/** The row of a pipeline on the pipelines page. */
const rowOf = (page, name) => page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });

const wordOf = async name => (await api(session.demo, `/pipelines/${name}`)).body.summary?.health.word;

describe('the pipelines page', () => {
  it('is where a user lands, without a form, with the worst pipeline first and its cause in words', async () => {
    const { page, done } = await openPage(session);
    await page.goto('/');
    await page.getByRole('heading', { name: 'Pipelines' }).waitFor();
    await until('the seeded pipelines are red, yellow and green', async () => {
      const words = await Promise.all(['factory-telemetry', 'clickstream', 'orders'].map(wordOf));
      return words.join() === 'Critical,Warning,Healthy' && words;
    });
    const first = page.getByRole('row').nth(1);
    await first.getByRole('link', { name: 'factory-telemetry', exact: true }).waitFor();
    await first.getByText('Critical', { exact: true }).waitFor();
    const cause = (await api(session.demo, '/pipelines/factory-telemetry')).body.summary.health.cause;
    assert.match(cause, /volume .*9\d(\.\d)? % full/i);
    await first.getByText(/9\d(\.\d)? % full/).first().waitFor();
    await page.getByText(/simulated/i).first().waitFor();
    await done();
  });

  it('counts each status, and the counts sum to the rows', async () => {
    const { body } = await api(session.demo, '/pipelines');
    assert.equal(body.counts.reduce((sum, { count }) => sum + count, 0), body.total);
    const { page, done } = await openPage(session);
    await page.goto('/data-pipelines?owner=any');
    await rowOf(page, 'orders').waitFor();
    assert.equal(await page.getByRole('row').count() - 1, body.total);
    await done();
  });

  it('keeps its filters in the address, and the back button brings them back', async () => {
    const { page, done } = await openPage(session);
    await page.goto('/data-pipelines?owner=any');
    await rowOf(page, 'orders').waitFor();
    await page.getByRole('link', { name: /Warning/ }).first().click();
    await rowOf(page, 'orders').waitFor({ state: 'hidden' });
    assert.match(page.url(), /status=Warning/);
    await page.goBack();
    await rowOf(page, 'orders').waitFor();
    await done();
  });
});

describe('from the red pipeline to its cause', () => {
  it('the entity page names the volume, its share and what is behind', async () => {
    const { page, done } = await openPage(session);
    await page.goto('/data-pipelines?owner=any');
    await until('the catalog knows the pipeline', async () => {
      const response = await fetch(`${session.demo.backendUrl}/api/catalog/entities/by-name/system/default/factory-telemetry`, {
        headers: { authorization: 'Bearer penstock-demo-token' },
      });
      return response.ok;
    });
    await rowOf(page, 'factory-telemetry').getByRole('link', { name: 'factory-telemetry', exact: true }).click();
    await page.getByText(/9\d(\.\d)? % full/).first().waitFor();
    await page.getByRole('tab', { name: /^Data$/ }).or(page.getByRole('link', { name: /^Data$/ })).first().click();
    await page.getByRole('table').first().waitFor();
    for (const element of (await api(session.demo, '/pipelines/factory-telemetry')).body.elements) {
      await page.getByText(element.title, { exact: false }).first().waitFor();
    }
    await picture(page, 'data-tab.light');
    await done();
  });
});

describe('both themes, on a screen and on a telephone', () => {
  for (const theme of ['light', 'dark']) {
    for (const [place, width] of [['screen', 1440], ['telephone', 390]]) {
      it(`${theme}, ${place}: pipelines page, overview and data tab pass axe`, async () => {
        const { page, done } = await openPage(session, { theme, width });
        for (const [name, route, ready] of [
          ['pipelines', '/data-pipelines?owner=any', /factory-telemetry/],
          ['overview', '/catalog/default/system/factory-telemetry', /% full/],
          ['data', '/catalog/default/system/factory-telemetry/data', /Kafka/],
          ['volumes', '/catalog/default/system/factory-telemetry/data?view=volumes', /GiB/],
        ]) {
          await page.goto(route);
          await page.getByText(ready).first().waitFor();
          await picture(page, `${name}.${theme}.${place}`);
          await checkAccessibility(page, 'main');
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.ok(overflow <= 0, `${name} scrolls sideways by ${overflow} px`);
        }
        await done();
      });
    }
  }
});

describe('a cluster dies', () => {
  it('its rows turn Unknown with the reason, the others stay, and healing brings them back', async () => {
    const { page, done } = await openPage(session);
    await page.goto('/data-pipelines?owner=any');
    await rowOf(page, 'clickstream').getByText('Warning', { exact: true }).waitFor();
    await fetch(`${session.demo.control}/faults`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ cluster: 'prod-south', fault: 'refuse' }),
    });
    await rowOf(page, 'clickstream').getByText('Unknown', { exact: true }).waitFor({ timeout: 60_000 });
    await rowOf(page, 'clickstream').getByText(/prod-south/).first().waitFor();
    await rowOf(page, 'orders').getByText('Healthy', { exact: true }).waitFor();
    await picture(page, 'cluster-dead.light');
    await fetch(`${session.demo.control}/faults`, { method: 'DELETE' });
    await rowOf(page, 'clickstream').getByText('Warning', { exact: true }).waitFor({ timeout: 90_000 });
    await done();
  });
});

describe('the API page', () => {
  it('shows a request that works', async () => {
    const page = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');
    const example = /manifests\/dry-run -d '([^']+)'/.exec(page)[1];
    const { status, body } = await api(session.demo, '/manifests/dry-run', { method: 'POST', body: example });
    assert.deepEqual([status, body.succeeded, body.outcomes?.map(({ outcome }) => outcome)], [200, true, ['created']], JSON.stringify(body));
  });
});

describe('the viewer', () => {
  it('sees the same rows, and why creating is refused', async () => {
    const { page, done } = await openPage(session, { user: 'viewer' });
    await page.goto('/data-pipelines');
    await rowOf(page, 'orders').waitFor();
    const create = page.getByRole('button', { name: /Create/ });
    await create.waitFor();
    assert.equal(await create.isDisabled(), true);
    await page.getByText(/data-pipelines\.element\.create/).first().waitFor();
    await picture(page, 'viewer.light');
    await done();
  });
});
