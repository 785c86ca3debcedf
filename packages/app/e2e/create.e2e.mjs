import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { choose, fill, fillWhere, next } from './forms.mjs';
import { api, checkAccessibility, openPage, openSession, picture, until } from './session.mjs';

let session;

before(async () => {
  session = await openSession({ speed: 20 });
}, { timeout: 180_000 });

after(async () => {
  await session?.close();
});

const WHERE = { pipeline: 'returns', owner: 'Checkout', cluster: 'prod-north', namespace: 'orders' };

/** Each template with what its form needs beyond the defaults. */
const TEMPLATES = [
  {
    template: 'data-pipeline-kafka',
    name: 'returns-kafka',
    kind: 'resource',
    pages: async page => {
      await next(page, 'Volume per broker');
      await choose(page, /fast-encrypted/);
      await next(page, 'First topic');
    },
  },
  {
    template: 'data-pipeline-elasticsearch',
    name: 'returns-search',
    kind: 'resource',
    pages: async page => {
      await next(page, 'Volume per data node');
      await choose(page, /fast-encrypted/);
      await next(page, 'Namespaces that may connect');
    },
  },
  {
    template: 'data-pipeline-spark',
    name: 'returns-enrich',
    kind: 'component',
    pages: async page => {
      await next(page, 'How it runs');
      await fill(page, /^Image/, 'registry.example.com/returns-enrich:1.0.0');
      await next(page, 'Checkpoint volume');
      await choose(page, /fast-encrypted/);
      await next(page, 'Elements that it writes to');
    },
  },
];

describe('a template', () => {
  for (const { template, name, kind, pages } of TEMPLATES) {
    it(`${template}: from the form to a healthy element on its own page`, async () => {
      const { page, done } = await openPage(session, { height: 1300 });
      await page.goto(`/create/templates/default/${template}`);
      await page.getByText('The flow it belongs to').waitFor();
      await fillWhere(page, { ...WHERE, name });
      await pages(page);
      await next(page, 'Encryption of the volumes', 'Review');
      await picture(page, `create-${name}-review.light`);
      await page.getByRole('button', { name: 'Create', exact: true }).last().click();
      await page.getByText('What was written').waitFor({ timeout: 60_000 });
      await picture(page, `create-${name}-done.light`);
      await until(`${name} is healthy`, async () => {
        const { body } = await api(session.demo, `/elements/${name}`);
        if (body.health?.word === 'Healthy') return true;
        throw new Error(`${body.health?.word}: ${body.health?.cause}`);
      }, { timeoutMs: 120_000 });
      await until(`${name} is in the catalog`, async () => {
        const response = await fetch(`${session.demo.backendUrl}/api/catalog/entities/by-name/${kind}/default/${name}`, {
          headers: { authorization: 'Bearer penstock-demo-token' },
        });
        return response.ok;
      });
      await page.goto(`/catalog/default/${kind}/${name}`);
      await page.getByText('Healthy', { exact: true }).first().waitFor();
      await page.goto(`/catalog/default/${kind}/${name}/data`);
      await page.getByText(name).first().waitFor();
      await checkAccessibility(page, 'main');
      await done();
    });
  }

  it('a name that Kubernetes refuses is refused by the form, before anything is asked', async () => {
    const { page, done } = await openPage(session, { height: 1300, allow: [/Form validation failed/] });
    await page.goto('/create/templates/default/data-pipeline-kafka');
    await page.getByText('The flow it belongs to').waitFor();
    await fillWhere(page, { ...WHERE, name: 'Returns_Kafka' });
    await page.getByRole('button', { name: 'Next', exact: true }).click();
    await page.getByText(/must match pattern/).first().waitFor();
    await done();
  });

  it('the same template twice changes nothing and says so', async () => {
    const { page, done } = await openPage(session, { height: 1300 });
    await page.goto('/create/templates/default/data-pipeline-kafka');
    await page.getByText('The flow it belongs to').waitFor();
    await fillWhere(page, { ...WHERE, name: 'returns-kafka' });
    await TEMPLATES[0].pages(page);
    await next(page, 'Encryption of the volumes', 'Review');
    await page.getByRole('button', { name: 'Create', exact: true }).last().click();
    await page.getByText('What was written').waitFor({ timeout: 60_000 });
    const said = await page.locator('body').innerText();
    assert.match(said, /= unchanged Kafka returns-kafka/);
    assert.doesNotMatch(said, /\+ created|~ changed/);
    await done();
  });

  it('a class without encryption can only be chosen where encryption is not required, and the API holds that too', async () => {
    const { page, done } = await openPage(session, { height: 1300 });
    await page.goto('/create/templates/default/data-pipeline-kafka');
    await page.getByText('The flow it belongs to').waitFor();
    await fillWhere(page, { ...WHERE, pipeline: 'plain', name: 'plain-kafka' });
    await next(page, 'Volume per broker');
    // not standard-offline; what follows the name differs with what is refused
    const standard = page.getByRole('radio', { name: /^standard(?!-)/ });
    await standard.waitFor();
    assert.equal(await standard.isDisabled(), true);
    await page.getByText(/refused while encryption is required/).first().waitFor();
    await choose(page, 'Not required');
    // waits until it can be chosen
    await standard.check();
    await done();

    const metadata = {
      name: 'plain-claim',
      namespace: 'orders',
      labels: { 'app.kubernetes.io/part-of': 'plain', 'penstock.dev/element': 'plain' },
      annotations: { 'penstock.dev/owner': 'group:default/checkout', 'penstock.dev/encryption': 'required' },
    };
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata,
      spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'standard', resources: { requests: { storage: '1Gi' } } },
    };
    const { status, body } = await api(session.demo, '/manifests/apply', {
      method: 'POST',
      body: JSON.stringify({ cluster: 'prod-north', namespace: 'orders', manifests: [claim] }),
    });
    assert.deepEqual([status, body.error.code], [400, 'ENCRYPTION_MISSING']);
    assert.match(body.error.message, /^Nothing was written: .*standard of prod-north does not encrypt/);
  });
});
