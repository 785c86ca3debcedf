import { createServer, type Server } from 'node:http';
import { createServiceFactory, coreServices } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import request from 'supertest';
import simulationPlugin from './simulationPlugin';

/** Answers as the control port does, and remembers what it was asked. */
async function controlPort(): Promise<{ url: string; asked: string[]; server: Server }> {
  const asked: string[] = [];
  const server = createServer((incoming, response) => {
    let body = '';
    incoming.on('data', chunk => (body += String(chunk)));
    incoming.on('end', () => {
      asked.push(`${incoming.method} ${incoming.url} ${body}`.trim());
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ simulated: true }));
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, asked, server };
}

const backendWith = (data: object, result: AuthorizeResult.ALLOW | AuthorizeResult.DENY = AuthorizeResult.ALLOW) =>
  startTestBackend({
    features: [
      simulationPlugin,
      mockServices.rootConfig.factory({ data: JSON.parse(JSON.stringify(data)) }),
      createServiceFactory({
        service: coreServices.permissions,
        deps: {},
        factory: () => mockServices.permissions.mock({ authorize: async requests => requests.map(() => ({ result })) }),
      }),
    ],
  });
const as = mockCredentials.user.header();

describe('switches of the simulation', () => {
  it('are passed on to the control port', async () => {
    const { url, asked, server } = await controlPort();
    const running = await backendWith({ demo: { simulation: { controlUrl: url } } });
    try {
      await request(running.server).get('/api/simulation/faults/catalogue').set('authorization', as).expect(200, { simulated: true });
      await request(running.server).post('/api/simulation/faults').set('authorization', as).send({ fault: 'refuse' }).expect(200);
      await request(running.server).delete('/api/simulation/faults').set('authorization', as).expect(200);
      await request(running.server).post('/api/simulation/reset').set('authorization', as).send({}).expect(200);
      expect(asked).toEqual(['GET /faults/catalogue', 'POST /faults {"fault":"refuse"}', 'DELETE /faults', 'POST /reset {}']);
    } finally {
      await running.stop();
      server.close();
    }
  });

  it('need a right to change something', async () => {
    const { url, asked, server } = await controlPort();
    const running = await backendWith({ demo: { simulation: { controlUrl: url } } }, AuthorizeResult.DENY);
    try {
      await request(running.server).post('/api/simulation/reset').set('authorization', as).send({}).expect(403);
      expect(asked).toEqual([]);
    } finally {
      await running.stop();
      server.close();
    }
  });

  it('are not there outside the demo, and say so when the simulation is dead', async () => {
    const without = await backendWith({});
    await request(without.server).get('/api/simulation/faults').set('authorization', as).expect(404);
    await without.stop();
    const dead = await backendWith({ demo: { simulation: { controlUrl: 'http://127.0.0.1:1' } } });
    const { status, body } = await request(dead.server).get('/api/simulation/faults').set('authorization', as);
    expect([status, body.error.message]).toEqual([503, expect.stringContaining('npm start')]);
    await dead.stop();
  });
});
