import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CredentialsError } from './credentials';
import { kubeconfigClusters } from './kubeconfigClusters';

const b64 = (text: string) => Buffer.from(text).toString('base64');
let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
  path = join(folder, 'config');
});

afterEach(() => rm(folder, { recursive: true }));

async function write(users: Record<string, unknown>[], clusters: Record<string, unknown> = {}): Promise<void> {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'c', cluster: { server: 'https://north:6443', 'certificate-authority-data': b64('CA PEM'), ...clusters } },
    ],
    users: users.map((user, index) => ({ name: `u${index}`, user })),
    contexts: users.map((_, index) => ({ name: `context-${index}`, context: { cluster: 'c', user: `u${index}` } })),
    'current-context': 'context-0',
  };
  await writeFile(path, JSON.stringify(config));
}

async function credentialsOf(name = 'context-0', now = () => 0) {
  const found = (await kubeconfigClusters({ path, now })).find(cluster => cluster.name === name);
  if (!found || !('credentials' in found.access)) throw new Error(`no credentials for ${name}: ${JSON.stringify(found)}`);
  return found.access.credentials;
}

/** An exec plugin that counts its runs and answers what `answer` holds. */
async function execPlugin(answer: unknown, exit = 0): Promise<{ user: Record<string, unknown>; runs: () => Promise<number> }> {
  const script = join(folder, 'plugin.sh');
  const runs = join(folder, 'runs');
  await writeFile(join(folder, 'answer'), JSON.stringify(answer));
  await writeFile(script, `#!/bin/sh\necho run >> ${runs}\ncat ${folder}/answer\necho token=hunter2 >&2\nexit ${exit}\n`);
  await chmod(script, 0o755);
  await writeFile(runs, '');
  return {
    user: { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: script } },
    runs: async () => (await readFile(runs, 'utf8')).split('\n').length - 1,
  };
}

const credential = (status: Record<string, unknown>) => ({
  kind: 'ExecCredential',
  apiVersion: 'client.authentication.k8s.io/v1',
  status,
});

describe('kubeconfigClusters', () => {
  it('makes a cluster of every context, or of those that are asked for', async () => {
    await write([{ token: 'a' }, { token: 'b' }]);
    expect((await kubeconfigClusters({ path, now: () => 0 })).map(({ name, server }) => [name, server])).toEqual([
      ['context-0', 'https://north:6443'],
      ['context-1', 'https://north:6443'],
    ]);
    expect(await kubeconfigClusters({ path, contexts: ['context-1'], now: () => 0 })).toHaveLength(1);
  });

  it('says which contexts there are when one is missing', async () => {
    await write([{ token: 'a' }]);
    await expect(kubeconfigClusters({ path, contexts: ['prod'], now: () => 0 })).rejects.toThrow(
      `dataPipelines.kubeconfig.contexts names prod, but ${path} has context-0.`,
    );
  });

  it('says why a file cannot be read', async () => {
    await expect(kubeconfigClusters({ path, now: () => 0 })).rejects.toThrow(
      `dataPipelines.kubeconfig.path: ${path} cannot be read as a kubeconfig (ENOENT).`,
    );
    await writeFile(path, 'not: [a kubeconfig');
    await expect(kubeconfigClusters({ path, now: () => 0 })).rejects.toThrow('not a valid kubeconfig');
  });

  it('uses tokens and the authority', async () => {
    await write([{ token: 'a' }]);
    expect(await (await credentialsOf()).current()).toMatchObject({
      headers: { authorization: 'Bearer a' },
      tls: { ca: 'CA PEM', rejectUnauthorized: true },
    });
  });

  it('uses client certificates and the TLS settings of the cluster', async () => {
    await write([{ 'client-certificate-data': b64('CERT'), 'client-key-data': b64('KEY') }], {
      'tls-server-name': 'api.example',
      'insecure-skip-tls-verify': true,
    });
    expect((await (await credentialsOf()).current()).tls).toMatchObject({
      cert: 'CERT',
      key: 'KEY',
      servername: 'api.example',
      rejectUnauthorized: false,
    });
  });

  it('asks an exec plugin once for many requests, and again after a 401', async () => {
    const plugin = await execPlugin(credential({ token: 'from-plugin' }));
    await write([plugin.user]);
    const credentials = await credentialsOf();
    const identities = await Promise.all([credentials.current(), credentials.current(), credentials.current()]);
    expect(identities.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill('Bearer from-plugin'));
    await credentials.current();
    expect(await plugin.runs()).toBe(1);
    credentials.forget();
    await credentials.current();
    expect(await plugin.runs()).toBe(2);
  });

  it('asks an exec plugin again when its token has expired', async () => {
    const plugin = await execPlugin(credential({ token: 'old', expirationTimestamp: '2020-01-01T00:00:00Z' }));
    await write([plugin.user]);
    const credentials = await credentialsOf();
    await credentials.current();
    await credentials.current();
    expect(await plugin.runs()).toBe(2);
  });

  it('uses the certificate of an exec plugin', async () => {
    const plugin = await execPlugin(credential({ clientCertificateData: 'CERT', clientKeyData: 'KEY' }));
    await write([plugin.user]);
    expect((await (await credentialsOf()).current()).tls).toMatchObject({ cert: 'CERT', key: 'KEY' });
  });

  it('names a failing exec plugin and repeats nothing that it printed', async () => {
    const plugin = await execPlugin(credential({ token: 'x' }), 3);
    await write([plugin.user]);
    const error = await (await credentialsOf()).current().catch(caught => caught);
    expect(error).toBeInstanceOf(CredentialsError);
    expect(error.message).toBe(
      'The credential command plugin.sh of kubeconfig context context-0 failed; run it by hand to see why.',
    );
  });

  it('says when an exec plugin is not installed', async () => {
    await write([{ exec: { apiVersion: 'client.authentication.k8s.io/v1', command: '/nowhere/aws-iam' } }]);
    await expect((await credentialsOf()).current()).rejects.toThrow('The credential command aws-iam of kubeconfig context context-0 failed (ENOENT)');
  });

  it('reads a token file again after a minute, and the kubeconfig when it changes', async () => {
    let now = 0;
    const tokenFile = join(folder, 'token');
    await writeFile(tokenFile, 'first');
    await write([{ 'token-file': tokenFile }]);
    const credentials = await credentialsOf('context-0', () => now);
    const token = async () => (await credentials.current()).headers.authorization;
    expect(await token()).toBe('Bearer first');
    await writeFile(tokenFile, 'second');
    expect(await token()).toBe('Bearer first');
    now = 61_000;
    expect(await token()).toBe('Bearer second');
  });

  it('makes a context with a missing user or a SOCKS proxy an Unknown of its own', async () => {
    await write([{ token: 'a' }], { 'proxy-url': 'socks5://localhost:1080' });
    expect((await kubeconfigClusters({ path, now: () => 0 }))[0].access).toEqual({
      problem: 'Context context-0 asks for a proxy that is neither http nor https.',
    });
    await writeFile(path, (await readFile(path, 'utf8')).replace('"user":"u0"', '"user":"gone"'));
    expect((await kubeconfigClusters({ path, now: () => 0 }))[0].access).toEqual({
      problem: 'Context context-0 names a user that the kubeconfig lacks.',
    });
  });
});
