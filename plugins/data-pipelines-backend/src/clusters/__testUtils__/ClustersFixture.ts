import { ConfigReader } from '@backstage/config';
import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { ClusterUnreachableError } from '../ClusterUnreachableError';
import { DefaultClusters, type DefaultClustersOptions } from '../DefaultClusters';
import { ApiServerDouble } from './ApiServerDouble';

/** The token of the configured clusters; it must never show anywhere. */
export const TOKEN = 'very-secret-token';

/** A server double and the clusters that a test made of configurations; `close` after each test. */
export class ClustersFixture {
  private readonly opened: DefaultClusters[] = [];

  private constructor(public server: ApiServerDouble) {}

  static async open(): Promise<ClustersFixture> {
    return new ClustersFixture(await ApiServerDouble.start());
  }

  async close(): Promise<void> {
    await Promise.all(this.opened.splice(0).map(clusters => clusters.close()));
    await this.server.stop();
  }

  async fromConfig(config: JsonObject, options: Partial<DefaultClustersOptions> = {}): Promise<DefaultClusters> {
    const clusters = await DefaultClusters.fromConfig(new ConfigReader(config), {
      logger: mockServices.logger.mock(),
      env: {},
      ...options,
    });
    this.opened.push(clusters);
    return clusters;
  }

  /** Configuration of a cluster `prod-north` at the double. */
  cluster(extra: JsonObject = {}): JsonObject {
    return { name: 'prod-north', url: this.server.url, authProvider: 'serviceAccount', serviceAccountToken: TOKEN, ...extra };
  }

  /** The one cluster `prod-north`. */
  async north(extra?: JsonObject, options?: Partial<DefaultClustersOptions>) {
    const clusters = await this.fromConfig({ kubernetes: backstage(this.cluster(extra)) }, options);
    return {
      clusters,
      connection: clusters.connection('prod-north'),
      reachable: () => clusters.state('prod-north').reachable,
    };
  }
}

/** Backstage's configuration with these clusters. */
export function backstage(...clusters: JsonObject[]): JsonObject {
  return { clusterLocatorMethods: [{ type: 'config', clusters }] };
}

/** The error of work that must fail for want of a connection, and must not tell the token. */
export async function failureOf(work: Promise<unknown>): Promise<ClusterUnreachableError> {
  const error: unknown = await work.then(
    () => undefined,
    caught => caught,
  );
  if (!(error instanceof ClusterUnreachableError)) throw new Error(`expected a ClusterUnreachableError, got ${error}`);
  if ((error.message + JSON.stringify(error)).includes(TOKEN)) throw new Error('The error tells the token.');
  return error;
}
