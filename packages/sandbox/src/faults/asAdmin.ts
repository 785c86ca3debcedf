import type { Cluster } from '../Cluster';
import { ApiError, KubernetesClient } from '../client';

/** How often a call that another fault met is tried. */
const TRIES = 20;

/**
 * Speaks to a cluster's API server as its administrator. Another fault may be
 * in force there, so a call that fails on the server's side is tried again.
 *
 * @throws Error in a sentence when the API server does not do it, and what `act` throws itself.
 */
export async function asAdmin<T>(
  cluster: Cluster,
  act: (client: KubernetesClient) => Promise<T>,
): Promise<T> {
  const client = new KubernetesClient(cluster.access('admin'));
  try {
    for (let tries = 1; ; tries += 1) {
      try {
        return await act(client);
      } catch (error) {
        if (!isOfTheServer(error)) {
          throw error;
        }
        if (tries >= TRIES || !isPassing(error)) {
          throw new Error(
            `The API server of ${cluster.name} did not take it (${String(
              error,
            )}); heal its faults first.`,
          );
        }
      }
    }
  } finally {
    await client.close();
  }
}

function isOfTheServer(error: unknown): boolean {
  return (
    error instanceof ApiError ||
    (typeof error === 'object' && error !== null && 'code' in error)
  );
}

function isPassing(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    (error.code >= 500 || error.code === 429 || error.code === 409)
  );
}
