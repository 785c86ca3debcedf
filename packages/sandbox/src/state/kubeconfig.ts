import { stringify } from 'yaml';
import type { ClusterAccess } from '../contracts';

/** One context of the kubeconfig. */
export interface Context {
  /** Name of the context and of its user entry. */
  name: string;
  access: ClusterAccess;
}

/** A kubeconfig with the given contexts; the first is the current one. */
export function kubeconfigText(contexts: readonly Context[]): string {
  const clusters = new Map(
    contexts.map(({ access }) => [
      access.name,
      {
        name: access.name,
        cluster: {
          server: access.server,
          'certificate-authority-data': Buffer.from(access.ca).toString(
            'base64',
          ),
        },
      },
    ]),
  );
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [...clusters.values()],
    users: contexts.map(({ name, access }) => ({
      name,
      user: { token: access.token },
    })),
    contexts: contexts.map(({ name, access }) => ({
      name,
      context: { cluster: access.name, user: name },
    })),
    'current-context': contexts[0]?.name ?? '',
  });
}
