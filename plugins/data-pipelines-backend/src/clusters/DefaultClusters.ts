import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { UnknownNameError } from '../errors';
import type { ClusterConnection, Clusters, ClusterState } from './ClusterConnection';
import { ClusterRecord } from './ClusterRecord';
import { SERVICE_ACCOUNT_DIR } from './configuredClusters';
import { HttpClusterConnection } from './HttpClusterConnection';
import { HttpTransport, TRANSPORT_LIMITS, type TransportLimits } from './HttpTransport';
import { readClusters, type LimitedCluster } from './readClusters';

/** What {@link DefaultClusters.fromConfig} takes besides the configuration. */
export interface DefaultClustersOptions {
  logger: LoggerService;
  /** Milliseconds since the epoch; defaults to the system's. */
  now?: () => number;
  limits?: Partial<TransportLimits>;
  /** Where a pod's service account is mounted. */
  serviceAccountDir?: string;
  env?: Readonly<Record<string, string | undefined>>;
}

interface Entry {
  definition: LimitedCluster;
  transport: HttpTransport;
  connection: ClusterConnection;
  record: ClusterRecord;
}

/** The clusters of the configuration. Creating it asks none of them anything. */
export class DefaultClusters implements Clusters {
  /**
   * @throws InputError when the configuration contradicts itself; a cluster
   * that cannot be reached or used is an Unknown of its own, not an error
   */
  static async fromConfig(rootConfig: Config, options: DefaultClustersOptions): Promise<DefaultClusters> {
    const now = options.now ?? Date.now;
    const definitions = await readClusters(rootConfig, {
      serviceAccountDir: options.serviceAccountDir ?? SERVICE_ACCOUNT_DIR,
      env: options.env ?? process.env,
      now,
    });
    const limits = { ...TRANSPORT_LIMITS, ...options.limits };
    const entries = definitions.map(definition => {
      const record = new ClusterRecord(definition.name, now);
      if ('problem' in definition.access) {
        record.failed('configuration', definition.access.problem);
        options.logger.warn(definition.access.problem);
      }
      const transport = new HttpTransport(definition, limits);
      const connection = new HttpClusterConnection(definition.name, transport, record, now);
      return { definition, transport, connection, record };
    });
    if (entries.length === 0) {
      options.logger.warn(
        'No Kubernetes cluster is configured; set kubernetes.clusterLocatorMethods, dataPipelines.kubeconfig or dataPipelines.inCluster.',
      );
    }
    return new DefaultClusters(new Map(entries.map(entry => [entry.definition.name, entry])));
  }

  private constructor(private readonly entries: ReadonlyMap<string, Entry>) {}

  names(): readonly string[] {
    return [...this.entries.keys()];
  }

  title(cluster: string): string {
    return this.entry(cluster).definition.title;
  }

  allowedNamespaces(cluster: string): readonly string[] | undefined {
    return this.entry(cluster).definition.allowedNamespaces;
  }

  watchNamespaces(cluster: string): readonly string[] | undefined {
    return this.entry(cluster).definition.watchNamespaces;
  }

  connection(cluster: string): ClusterConnection {
    return this.entry(cluster).connection;
  }

  state(cluster: string): ClusterState {
    return this.entry(cluster).record.state();
  }

  /** Ends all sockets; requests in flight fail. */
  async close(): Promise<void> {
    await Promise.all([...this.entries.values()].map(entry => entry.transport.close()));
  }

  private entry(cluster: string): Entry {
    const entry = this.entries.get(cluster);
    if (!entry) {
      throw new UnknownNameError(`There is no cluster ${cluster} in the configuration.`, {
        code: 'CLUSTER_UNKNOWN',
        reason: `Configured are ${this.names().join(', ') || 'none'}.`,
        remedy: 'Use one of the configured names, or add the cluster to the configuration.',
      });
    }
    return entry;
  }
}
