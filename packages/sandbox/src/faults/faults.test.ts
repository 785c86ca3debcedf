import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Api, startApi } from '../testing/startApi';

const PODS = '/api/v1/pods';
let api: Api;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.sandbox.stop());
afterEach(() => fetch(`${api.sandbox.control}/faults`, { method: 'DELETE' }));

async function order(fault: string, more: object = {}, cluster = 'prod-north') {
  const reply = await fetch(`${api.sandbox.control}/faults`, {
    method: 'POST',
    body: JSON.stringify({ cluster, fault, ...more }),
  });
  return { status: reply.status, body: await reply.json() };
}
const heal = () => fetch(`${api.sandbox.control}/faults`, { method: 'DELETE' });
const get = (
  user: 'admin' | 'penstock' = 'admin',
  cluster: 'prod-north' | 'prod-south' = 'prod-north',
) => api.call('GET', PODS, { user, cluster });

describe('faults', () => {
  it('refuse: connections fail, the other cluster lives, healing opens the same port', async () => {
    const { server } = api.sandbox.access('prod-north', 'admin');
    await order('refuse');
    await expect(get()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect((await get('admin', 'prod-south')).status).toBe(200);
    await heal();
    expect(api.sandbox.access('prod-north', 'admin').server).toBe(server);
    expect((await get()).status).toBe(200);
  });

  it('hang: requests get no answer until healing cuts them', async () => {
    await order('hang');
    const waiting = get().then(
      () => 'answered',
      () => 'cut',
    );
    await api.until(async () => {
      const reply = await fetch(`${api.sandbox.control}/faults`);
      return (await reply.json()).faults[0].hits === 1;
    });
    await heal();
    expect(await waiting).toBe('cut');
    expect((await get()).status).toBe(200);
  });

  it('slow: answers wait, healing lets them go at once', async () => {
    await order('slow', { delayMs: 600_000 });
    const waiting = get();
    await api.until(async () => {
      const reply = await fetch(`${api.sandbox.control}/state`);
      return (await reply.json()).faults[0].hits === 1;
    });
    await heal();
    expect((await waiting).status).toBe(200);
  });

  it('error-500: the ordered share fails', async () => {
    await order('error-500', { share: 0.5 });
    const codes = [];
    for (let index = 0; index < 4; index += 1) {
      codes.push((await get()).status);
    }
    expect(codes).toEqual([200, 500, 200, 500]);
  });

  it('throttle: 429 in plain text with Retry-After', async () => {
    await order('throttle');
    const reply = await get();
    expect(reply.status).toBe(429);
    expect(reply.headers['retry-after']).toBe('2');
    expect(reply.text).toBe('Too many requests, please try again later.\n');
  });

  it('revoke-token: one user is refused, the others are not', async () => {
    await order('revoke-token', { user: 'penstock' });
    expect((await get('penstock')).status).toBe(401);
    expect((await get('admin')).status).toBe(200);
    await heal();
    expect((await get('penstock')).status).toBe(200);
  });

  it('revoke-right: one user may not write one resource, and reads on', async () => {
    await order('revoke-right', { user: 'admin', resource: 'configmaps' });
    const make = (plural: string, kind: string) =>
      api.call('POST', `/api/v1/namespaces/default/${plural}`, {
        body: { apiVersion: 'v1', kind, metadata: { name: 'written' } },
      });
    const refused = await make('configmaps', 'ConfigMap');
    expect(refused.status).toBe(403);
    expect(refused.body.reason).toBe('Forbidden');
    expect((await make('serviceaccounts', 'ServiceAccount')).status).toBe(201);
    expect((await get()).status).toBe(200);
    await heal();
    expect((await make('configmaps', 'ConfigMap')).status).toBe(201);
  });

  it('lose-node: a node that an earlier process lost is back at the next start', async () => {
    const stateDir = await mkdtemp(join(tmpdir(), 'penstock-lost-'));
    const NODE = '/api/v1/nodes/worker-01';
    const ready = async (started: Api) => {
      const { body } = await started.call('GET', NODE);
      return JSON.stringify(body.status);
    };
    const first = await startApi({ stateDir });
    await first.call('POST', '/api/v1/nodes', {
      body: {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: {
          name: 'worker-01',
          annotations: { 'sandbox.penstock.dev/evict-after-seconds': '300' },
        },
        status: { conditions: [{ type: 'Ready', status: 'Unknown' }] },
      },
    });
    await first.sandbox.stop();
    const second = await startApi({ stateDir });
    expect(await ready(second)).toContain('KubeletReady');
    await second.sandbox.stop();
    await rm(stateDir, { recursive: true, force: true });
  });

  it('driver and silent: orders stand until they are healed alone', async () => {
    await order('driver', { operation: 'expand', mode: 'fail', times: 2 });
    const { body } = await order('silent', { controller: 'eck' });
    expect(body.faults.map(({ id }: { id: string }) => id)).toEqual([
      'prod-north:driver:expand',
      'prod-north:silent:eck',
    ]);
    const left = await fetch(
      `${api.sandbox.control}/faults/prod-north:driver:expand`,
      { method: 'DELETE' },
    );
    expect((await left.json()).faults).toHaveLength(1);
  });

  it.each([
    [{ cluster: 'nowhere' }, /"cluster" must be one of prod-north, prod-south/],
    [{ fault: 'flood' }, /"fault" must be one of refuse, hang/],
    [{ fault: 'slow', delayMs: -1 }, /"delayMs" must be a number/],
    [{ fault: 'revoke-token', user: 'x' }, /There is no user "x"/],
  ])(
    'of a wrong order %j are refused in a sentence',
    async (wrong, message) => {
      const { status, body } = await order('refuse', wrong);
      expect(status).toBe(400);
      expect(body.error).toMatch(message);
      expect((await get()).status).toBe(200);
    },
  );
});
