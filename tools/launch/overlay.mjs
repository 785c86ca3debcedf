/**
 * The configuration that belongs to one run and goes over app-config.yaml.
 * Values are written as JSON, which is YAML.
 *
 * @param {{ kubeconfig: string, contexts?: string[], prometheus: { url: string, clusters?: string[] }[],
 *   ports: { app: number, backend: number }, database?: object, token?: string, control?: string }} run
 *   `database`: what `backend.database` is to be; left as it is when absent; `token`: the only static token, in place of
 *   those of app-config.yaml; `control`: where the simulated clusters take orders; absent for clusters of one's own
 * @returns {string}
 */
export function overlayConfig({ kubeconfig, contexts, prometheus, ports, database, token, control }) {
  return `${JSON.stringify(
    {
      app: { baseUrl: `http://localhost:${ports.app}` },
      backend: {
        baseUrl: `http://localhost:${ports.backend}`,
        listen: { host: '127.0.0.1', port: ports.backend },
        cors: { origin: `http://localhost:${ports.app}` },
        ...(database ? { database } : {}),
        ...(token ? { auth: { externalAccess: [{ type: 'static', options: { token, subject: 'penstock-local' } }] } } : {}),
      },
      dataPipelines: {
        kubeconfig: { path: kubeconfig, ...(contexts ? { contexts } : {}) },
        metrics: { prometheus },
      },
      ...(control ? { demo: { simulation: { controlUrl: control } } } : {}),
    },
    null,
    2,
  )}\n`;
}
