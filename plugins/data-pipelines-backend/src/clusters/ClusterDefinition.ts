import type { Credentials } from './credentials';

/** One configured cluster, whichever source it comes from. */
export interface ClusterDefinition {
  name: string;
  title: string;
  /** `https://host:port`, optionally with a path prefix. */
  server: string;
  /** Where the cluster is configured, for messages: `kubernetes.clusterLocatorMethods`, `kubeconfig`… */
  source: string;
  access: { credentials: Credentials } | { problem: string };
}

/** What `dataPipelines.clusters[]` adds to a cluster of any source. */
export interface ClusterLimits {
  title?: string;
  allowedNamespaces?: readonly string[];
  watchNamespaces?: readonly string[];
}
