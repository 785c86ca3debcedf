import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { KubernetesClient } from './client';
import { ConfigMap, CONFIG_MAPS } from './controllers/kinds/core';
import { startSandbox } from './sandbox';
import { startChild } from './testing/startChild';

const WRITERS = 8;
/** Acknowledged writes after which the process is killed. */
const KILL_AFTER = 400;

// A process of its own has to start and transpile.
jest.setTimeout(60_000);

/** Writes, changes and deletes one ConfigMap after the other until the server is gone. */
async function write(
  client: KubernetesClient,
  writer: number,
  acknowledged: Map<string, string | undefined>,
  onAnswer: () => void,
): Promise<void> {
  for (let number = 0; ; number += 1) {
    const name = `writer-${writer}-${number}`;
    const map: ConfigMap = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'default' },
      data: { text: 'x'.repeat(500) },
    };
    const made = await client.create(CONFIG_MAPS, map);
    acknowledged.set(name, made?.metadata.resourceVersion);
    onAnswer();
    if (number % 3 === 1) {
      // From here on it is unknown which of the two states is there, until the answer.
      acknowledged.delete(name);
      const changed = await client.patch(CONFIG_MAPS, 'default', name, {
        data: { text: 'changed' },
      });
      acknowledged.set(name, changed?.metadata.resourceVersion);
      onAnswer();
    } else if (number % 3 === 2) {
      acknowledged.delete(name);
      await client.delete(CONFIG_MAPS, 'default', name);
      acknowledged.set(name, undefined);
      onAnswer();
    }
  }
}

it('has everything it acknowledged after a kill in the middle of writes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-killed-'));
  const child = await startChild(folder, '--bare');
  const config = new KubeConfig();
  config.loadFromString(await readFile(child.kubeconfig, 'utf8'));
  config.setCurrentContext('prod-north-admin');
  const client = new KubernetesClient({
    name: 'prod-north',
    server: config.getCurrentCluster()?.server ?? '',
    token: config.getCurrentUser()?.token ?? '',
    ca: Buffer.from(
      config.getCurrentCluster()?.caData ?? '',
      'base64',
    ).toString(),
  });
  const acknowledged = new Map<string, string | undefined>();
  let answers = 0;
  let killed: Promise<void> | undefined;
  const onAnswer = () => {
    answers += 1;
    if (answers === KILL_AFTER) {
      killed = child.kill();
    }
  };
  const ends = await Promise.allSettled(
    Array.from({ length: WRITERS }, (_, writer) =>
      write(client, writer, acknowledged, onAnswer),
    ),
  );
  await killed;
  await client.close();
  expect(ends.map(({ status }) => status)).toEqual(
    Array.from({ length: WRITERS }, () => 'rejected'),
  );
  expect(answers).toBeGreaterThanOrEqual(KILL_AFTER);

  const lines: string[] = [];
  const after = await startSandbox({
    stateDir: folder,
    log: line => lines.push(line),
  });
  const reader = new KubernetesClient(after.access('prod-north', 'admin'));
  const { items } = await reader.list(CONFIG_MAPS, { namespace: 'default' });
  const found = new Map(
    items.map(({ metadata }) => [metadata.name, metadata.resourceVersion]),
  );
  expect(
    [...acknowledged].filter(([name, version]) => found.get(name) !== version),
  ).toEqual([]);
  expect(lines).toEqual([]);
  await reader.close();
  await after.stop();
  await rm(folder, { recursive: true, force: true });
});
