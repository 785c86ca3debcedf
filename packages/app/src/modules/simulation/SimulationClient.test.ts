import { SimulationClient } from './SimulationClient';

function clientWith(answer: (method: string, path: string) => Response, demo = true) {
  const asked: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    asked.push(`${init?.method} ${String(input)} ${String(init?.body ?? '')}`.trim());
    return answer(init?.method ?? 'GET', String(input));
  };
  const client = new SimulationClient({ demo, discoveryApi: { getBaseUrl: async id => `/api/${id}` }, fetchApi: { fetch } });
  return { client, asked };
}

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

describe('SimulationClient', () => {
  it('reads the catalogue once, and orders, heals and resets', async () => {
    const { client, asked } = clientWith(() => json({ simulated: true, faults: [] }));
    expect([await client.catalogue(), await client.catalogue(), await client.faults()]).toEqual([[], [], []]);
    await client.order({ fault: 'corrupt', cluster: 'prod-north', parameters: { namespace: 'a', element: 'b' } });
    await client.healAll();
    await client.reset();
    expect(asked).toEqual([
      'GET /api/simulation/faults/catalogue',
      'GET /api/simulation/faults',
      'POST /api/simulation/faults {"namespace":"a","element":"b","fault":"corrupt","cluster":"prod-north"}',
      'DELETE /api/simulation/faults',
      'POST /api/simulation/reset {}',
    ]);
  });

  it('has no switches outside the demo, and asks nothing', async () => {
    const { client, asked } = clientWith(() => json({}), false);
    expect(await client.catalogue()).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('has none where the clusters are not simulated', async () => {
    const { client } = clientWith(() => json({ error: { name: 'NotFoundError', message: 'no' } }, 404));
    expect(await client.catalogue()).toBeUndefined();
  });

  it('asks again after a failure, and passes a refusal on', async () => {
    let status = 503;
    const { client } = clientWith(() => json({ faults: [], error: { name: 'Error', message: 'not now' } }, status));
    await expect(client.catalogue()).rejects.toThrow('not now');
    await expect(client.reset()).rejects.toThrow('not now');
    status = 200;
    expect(await client.catalogue()).toEqual([]);
  });
});
