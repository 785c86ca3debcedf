import { stringify } from 'yaml';

/**
 * A kubeconfig with one cluster and one context per user; the context `admin`
 * is current.
 */
export function kubeconfig(
  cluster: string,
  server: string,
  ca: string,
  tokens: Record<string, string>,
): string {
  const users = Object.entries(tokens);
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: cluster,
        cluster: {
          server,
          'certificate-authority-data': Buffer.from(ca).toString('base64'),
        },
      },
    ],
    users: users.map(([name, token]) => ({ name, user: { token } })),
    contexts: users.map(([name]) => ({
      name,
      context: { cluster, user: name },
    })),
    'current-context': 'admin',
  });
}
