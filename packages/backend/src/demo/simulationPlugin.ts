import { coreServices, createBackendPlugin } from '@backstage/backend-plugin-api';
import { NotAllowedError, ServiceUnavailableError } from '@backstage/errors';
import { AuthorizeResult, createPermission } from '@backstage/plugin-permission-common';
import express, { Router, type Request } from 'express';

const REQUEST_MS = 30_000;

/** Break something in the simulated clusters, and mend it. */
export const simulationControlPermission = createPermission({
  name: 'simulation.control',
  attributes: { action: 'update' },
});

/**
 * The switches of the simulated clusters for the demo's pages: which faults
 * there are, order one, heal all, begin again. Does nothing unless the
 * configuration has `demo.simulation.controlUrl`, which only the demo's
 * launcher writes.
 */
export default createBackendPlugin({
  pluginId: 'simulation',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        permissions: coreServices.permissions,
      },
      async init({ config, httpAuth, httpRouter, permissions }) {
        const controlUrl = config.getOptionalString('demo.simulation.controlUrl');
        if (controlUrl === undefined) return;

        const requireRight = async (request: Request) => {
          const credentials = await httpAuth.credentials(request, { allow: ['user', 'service'] });
          const [decision] = await permissions.authorize([{ permission: simulationControlPermission }], { credentials });
          if (decision.result === AuthorizeResult.ALLOW) return;
          throw new NotAllowedError(`You may not change the simulation: the permission ${simulationControlPermission.name} is not granted to you`);
        };

        const router = Router().use(express.json({ limit: '64kb' }));
        for (const path of ['/faults', '/faults/catalogue'] as const) {
          router.get(path, (_request, response, next) => {
            forward(controlUrl, 'GET', path).then(answer => response.status(answer.status).json(answer.body), next);
          });
        }
        const changes = [
          ['post', '/faults'],
          ['delete', '/faults'],
          ['post', '/reset'],
        ] as const;
        for (const [method, path] of changes) {
          router[method](path, (request, response, next) => {
            requireRight(request)
              .then(() => forward(controlUrl, method.toUpperCase(), path, method === 'post' ? request.body : undefined))
              .then(answer => response.status(answer.status).json(answer.body), next);
          });
        }
        httpRouter.use(router);
      },
    });
  },
});

/** @throws ServiceUnavailableError when the simulation does not answer */
async function forward(controlUrl: string, method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  try {
    const response = await fetch(`${controlUrl}${path}`, {
      method,
      signal: AbortSignal.timeout(REQUEST_MS),
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  } catch (error) {
    throw new ServiceUnavailableError('The simulated clusters do not answer; start the demo again with npm start', error);
  }
}
