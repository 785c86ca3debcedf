import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { objectAt } from './apiserver/json';
import { startSandbox } from './sandbox';
import { startApi } from './testing/startApi';

const MAPS = '/api/v1/namespaces/default/configmaps';
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a sandbox', () => {
  it('survives a restart: objects, versions, tokens and certificate stay', async () => {
    const first = await startApi({ stateDir: folder });
    const made = await first.call('POST', MAPS, { body: { metadata: { name: 'kept' } } });
    const before = first.sandbox.access('prod-north', 'penstock');
    await first.sandbox.stop();
    const second = await startApi({ stateDir: folder });
    const found = await second.call('GET', `${MAPS}/kept`);
    expect(found.body).toEqual(made.body);
    const next = await second.call('POST', MAPS, { body: { metadata: { name: 'later' } } });
    expect(Number(objectAt(next.body, 'metadata').resourceVersion)).toBeGreaterThan(
      Number(objectAt(made.body, 'metadata').resourceVersion),
    );
    expect(second.sandbox.access('prod-north', 'penstock')).toMatchObject({
      token: before.token,
      ca: before.ca,
    });
    await second.sandbox.stop();
  });

  it('sets a broken state file aside and says so', async () => {
    await writeFile(join(folder, 'prod-north.json'), '{"revision": 7, "obj');
    const lines: string[] = [];
    const sandbox = await startSandbox({ stateDir: folder, log: line => lines.push(line) });
    await sandbox.stop();
    expect(lines.join('\n')).toMatch(/prod-north\.json could not be read; it was set aside as .*\.broken/);
    expect(await readdir(folder)).toContain('prod-north.json.broken');
  });

  it('keeps its secrets to the owner, and leaves no temporary folder', async () => {
    const own = await startSandbox({ stateDir: folder });
    for (const file of ['credentials.json', 'kubeconfig']) {
      expect((await stat(join(folder, file))).mode % 0o100).toBe(0);
    }
    await own.stop();
    const temporary = await startSandbox();
    await temporary.stop();
    await expect(stat(temporary.stateDir)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is reset to the start: objects go, watchers see it', async () => {
    const api = await startApi({ stateDir: folder });
    await api.call('POST', MAPS, { body: { metadata: { name: 'mine' } } });
    const events = await api.watch(
      `${MAPS}?watch=1&fieldSelector=metadata.name%3Dmine&resourceVersion=${String(
        objectAt((await api.call('GET', MAPS)).body, 'metadata').resourceVersion,
      )}`,
      1,
      () => fetch(`${api.sandbox.control}/reset`, { method: 'POST' }),
    );
    expect(events[0]?.type).toBe('DELETED');
    expect((await api.call('GET', '/api/v1/namespaces/default')).status).toBe(200);
    await api.sandbox.stop();
  });

  it('frees what it took when a port is taken', async () => {
    const first = await startSandbox();
    const taken = Number(new URL(first.access('prod-south', 'admin').server).port);
    await expect(
      startSandbox({
        stateDir: folder,
        demo: true,
        ports: { 'prod-south': taken },
      }),
    ).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await first.stop();
    // Not seeded yet, so the next start will do that.
    expect(await readdir(folder)).not.toContain('seeded');
  });

  it('serves the client library through its kubeconfig', async () => {
    const sandbox = await startSandbox({ stateDir: folder });
    const config = new KubeConfig();
    config.loadFromString(await readFile(sandbox.kubeconfig, 'utf8'));
    expect(config.getContexts().map(context => context.name)).toEqual(
      expect.arrayContaining(['prod-north', 'prod-south', 'prod-north-read-only', 'prod-south-nobody']),
    );
    config.setCurrentContext('prod-south');
    const namespaces = await config.makeApiClient(CoreV1Api).listNamespace();
    expect(namespaces.items.map(entry => entry.metadata?.name)).toContain('default');
    await sandbox.stop();
  });
});
