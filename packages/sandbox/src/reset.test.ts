import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { KubernetesClient } from './client';
import { CLAIMS, CONFIG_MAPS, PODS, VOLUMES } from './controllers/kinds/core';
import { KAFKAS } from './controllers/kinds/strimzi';
import { Sandbox, startSandbox } from './sandbox';

// The demo's first start seeds two clusters through their API servers.
jest.setTimeout(60_000);

/** Least values of what a query finds on a cluster. */
async function ask(sandbox: Sandbox, cluster: string, query: string) {
  const answer = await fetch(
    `${
      sandbox.control
    }/clusters/${cluster}/prometheus/api/v1/query?query=${encodeURIComponent(
      query,
    )}`,
  );
  const { data }: { data: { result: { value: [number, string] }[] } } =
    await answer.json();
  return data.result.map(({ value }) => Number(value[1]));
}

/** What the product asks about the fullest volume: right only with a past of hours. */
async function expectPast(sandbox: Sandbox): Promise<void> {
  const [growth] = await ask(
    sandbox,
    'prod-north',
    'max(deriv(kubelet_volume_stats_used_bytes{namespace="factory-telemetry"}[6h]))',
  );
  expect(growth * 3_600).toBeCloseTo(0.78 * 2 ** 30, -8);
  const [rate] = await ask(
    sandbox,
    'prod-north',
    'sum(rate(kafka_server_brokertopicmetrics_messagesin_total{namespace="factory-telemetry",topic!=""}[5m]))',
  );
  expect(rate).toBeGreaterThan(1_000);
  expect(
    await ask(
      sandbox,
      'prod-south',
      'count(kubelet_volume_stats_used_bytes offset 1h)',
    ),
  ).toEqual([13]);
}

describe('a demo', () => {
  let sandbox: Sandbox;
  let client: KubernetesClient;

  beforeAll(async () => {
    sandbox = await startSandbox({ demo: true });
    client = new KubernetesClient(sandbox.access('prod-north', 'admin'));
  });
  afterAll(async () => {
    await client.close();
    await sandbox.stop();
  });

  it('has its past as soon as it is up', async () => {
    await expectPast(sandbox);
    expect(
      await ask(sandbox, 'prod-north', 'count(penstock_simulated)'),
    ).toEqual([1]);
  });

  it.each(['first', 'second'])(
    'is the seed again at the %s reset, with its past, before the answer comes',
    async () => {
      await client.create(CONFIG_MAPS, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'mine', namespace: 'orders' },
      });
      await client.delete(KAFKAS, 'orders', 'order-events');
      const before = await client.list(PODS);
      const began = process.cpuUsage();
      await fetch(`${sandbox.control}/reset`, { method: 'POST' });
      // Work of the processor, which other programs on the machine do not change much: five seconds are promised, also on a busy one.
      const { user, system } = process.cpuUsage(began);
      expect((user + system) / 1_000).toBeLessThan(3_500);
      await expectPast(sandbox);

      expect(await client.get(CONFIG_MAPS, 'orders', 'mine')).toBeUndefined();
      const kafka = await client.get(KAFKAS, 'orders', 'order-events');
      const ready = kafka?.status?.conditions?.find(
        ({ type }) => type === 'Ready',
      );
      expect(ready?.status).toBe('True');
      const after = await client.list(PODS);
      const old = new Set(before.items.map(({ metadata }) => metadata.uid));
      expect(
        after.items.filter(({ metadata }) => old.has(metadata.uid)),
      ).toEqual([]);
      const claims = await client.list(CLAIMS);
      expect(claims.items.length).toBeGreaterThan(20);
      for (const { metadata, spec } of claims.items) {
        const volume = spec.volumeName ?? '';
        const found = await client.get(VOLUMES, undefined, volume);
        expect(found?.spec.claimRef?.uid).toBe(metadata.uid);
        await access(join(sandbox.stateDir, 'volumes', 'prod-north', volume));
      }
    },
  );
});
