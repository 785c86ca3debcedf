import type { Config } from '@backstage/config';
import type { ClusterDefinition } from './ClusterDefinition';
import { tokenCredentials, tokenFileCredentials, type TlsIdentity } from './credentials';

/** Where Kubernetes mounts a pod's service account. */
export const SERVICE_ACCOUNT_DIR = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The surroundings that the configuration may refer to. */
export interface ConfiguredClustersOptions {
  /** Defaults to {@link SERVICE_ACCOUNT_DIR}. */
  serviceAccountDir: string;
  env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** Backstage's own `kubernetes.clusterLocatorMethods[type=config].clusters`. */
export function backstageClusters(rootConfig: Config, options: ConfiguredClustersOptions): ClusterDefinition[] {
  const locators = rootConfig.getOptionalConfigArray('kubernetes.clusterLocatorMethods') ?? [];
  return locators
    .filter(locator => locator.getOptionalString('type') === 'config')
    .flatMap(locator => locator.getOptionalConfigArray('clusters') ?? [])
    .map(cluster => ({
      name: cluster.getString('name'),
      title: cluster.getOptionalString('title') ?? cluster.getString('name'),
      server: cluster.getString('url').replace(/\/+$/, ''),
      source: 'kubernetes.clusterLocatorMethods',
      access: backstageAccess(cluster, options),
    }));
}

function backstageAccess(cluster: Config, options: ConfiguredClustersOptions): ClusterDefinition['access'] {
  const provider = cluster.getOptionalString('authProvider') ?? 'serviceAccount';
  if (provider !== 'serviceAccount') {
    return {
      problem: `Cluster ${cluster.getString('name')} uses authProvider ${provider}; watching in the background works with serviceAccount only, or with a kubeconfig.`,
    };
  }
  const caData = cluster.getOptionalString('caData');
  const caFile = cluster.getOptionalString('caFile');
  const tls: TlsIdentity = {
    ca: caData ? Buffer.from(caData, 'base64').toString('utf8') : undefined,
    rejectUnauthorized: !(cluster.getOptionalBoolean('skipTLSVerify') ?? false),
  };
  const token = cluster.getOptionalString('serviceAccountToken');
  return {
    credentials: token
      ? tokenCredentials(token, tls, caFile)
      : tokenFileCredentials({ tokenFile: `${options.serviceAccountDir}/token`, caFile, tls, now: options.now }),
  };
}

/** The cluster that Backstage itself runs in, by its pod's service account. */
export function inClusterDefinition(name: string, options: ConfiguredClustersOptions): ClusterDefinition {
  const host = options.env.KUBERNETES_SERVICE_HOST;
  const port = options.env.KUBERNETES_SERVICE_PORT ?? '443';
  const base = { name, title: name, source: 'dataPipelines.inCluster' };
  if (!host) {
    return {
      ...base,
      server: 'https://kubernetes.default.svc',
      access: { problem: 'dataPipelines.inCluster is true, but this process does not run in a Kubernetes pod (KUBERNETES_SERVICE_HOST is not set).' },
    };
  }
  return {
    ...base,
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    access: {
      credentials: tokenFileCredentials({
        tokenFile: `${options.serviceAccountDir}/token`,
        caFile: `${options.serviceAccountDir}/ca.crt`,
        tls: { rejectUnauthorized: true },
        now: options.now,
      }),
    },
  };
}
