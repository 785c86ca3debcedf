/* eslint-disable no-console -- prints what it measured */
import { Agent, request } from 'undici';
import { startSandbox } from 'sandbox';

const PATH = '/api/v1/namespaces/bench/pods';
const ROUNDS = 40;

/** A pod of about 5 KB, as an operator makes it. */
function pod(index: number, round = 0) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `pod-${index}`,
      namespace: 'bench',
      labels: { app: `app-${index % 10}`, round: String(round) },
      annotations: { filler: 'x'.repeat(3_500) },
    },
    spec: {
      nodeName: `worker-0${(index % 9) + 1}`,
      containers: [0, 1, 2].map(number => ({
        name: `container-${number}`,
        image: 'registry.example.com/pipelines/app:1.0.0',
        env: [0, 1, 2, 3].map(entry => ({ name: `NAME_${entry}`, value: `value-${entry}` })),
      })),
    },
  };
}

function spread(times: number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)].toFixed(1);
  return `median ${at(0.5)} ms, 95 % ${at(0.95)} ms, longest ${at(1)} ms`;
}

/** Lists `count` pods in each form; `changed` of them are new since the list before. */
async function measure(count: number): Promise<void> {
  const sandbox = await startSandbox({});
  const { server, token, ca } = sandbox.access('prod-north', 'admin');
  const dispatcher = new Agent({ connect: { ca } });
  const call = async (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object, headers: Record<string, string> = {}) => {
    const began = performance.now();
    const answer = await request(`${server}${path}`, {
      method,
      dispatcher,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
        ...headers,
      },
      body: body && JSON.stringify(body),
    });
    const bytes = (await answer.body.arrayBuffer()).byteLength;
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode}`);
    return { ms: performance.now() - began, bytes };
  };
  await call('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'bench' } });
  const writes: number[] = [];
  for (let index = 0; index < count; index += 1) {
    writes.push((await call('POST', PATH, pod(index))).ms);
  }
  console.log(`${count} pods\n  create: ${spread(writes)}`);
  const forms: [string, string, Record<string, string>, number][] = [
    ['whole list', PATH, {}, 0],
    ['whole list, 50 changed since', PATH, {}, 50],
    ['whole list, gzip', PATH, { 'accept-encoding': 'gzip' }, 0],
    ['by label', `${PATH}?labelSelector=app%3Dapp-3`, {}, 0],
    ['first page of 100', `${PATH}?limit=100`, {}, 0],
    ['metadata only', PATH, { accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1' }, 0],
    ['table', PATH, { accept: 'application/json;as=Table;g=meta.k8s.io;v=v1' }, 0],
  ];
  for (const [name, path, headers, changed] of forms) {
    const times: number[] = [];
    let size = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      for (let index = 0; index < changed; index += 1) {
        await call('PATCH', `${PATH}/pod-${index}`, pod(index, round));
      }
      const { ms, bytes } = await call('GET', path, undefined, headers);
      times.push(ms);
      size = bytes;
    }
    console.log(`  ${name}: ${spread(times)}, ${(size / 2 ** 20).toFixed(2)} MiB`);
  }
  await dispatcher.close();
  await sandbox.stop();
}

async function main(): Promise<void> {
  for (const count of [500, 2_000]) await measure(count);
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
