import { HumanDuration } from '@backstage/types';

export interface Config {
  dataPipelines?: {
    // --- clusters ---

    /** True adds the cluster that Backstage itself runs in, as `in-cluster`, by its pod's service account. */
    inCluster?: boolean;
    /** Clusters of a kubeconfig file, named after its contexts. */
    kubeconfig?: {
      /** Path of the file. */
      path: string;
      /** Only these contexts; all of the file when absent. */
      contexts?: string[];
    };
    /** Limits and titles for clusters of any source. */
    clusters?: Array<{
      /** Name of a cluster that one of the sources has. */
      name: string;
      /** What pages call it. */
      title?: string;
      /** Namespaces that templates and actions may write to; without it the configuration sets no limit. */
      allowedNamespaces?: string[];
      /** Namespaces that are watched; without it all are. Kinds without a namespace are watched as a whole. */
      watchNamespaces?: string[];
    }>;

    // --- metrics ---

    metrics?: {
      /** Where measures come from; the first entry that lists a cluster, or lists none, is that cluster's source. */
      prometheus?: Array<{
        /** Names of the clusters that this source knows; all of them when absent. */
        clusters?: string[];
        /** Base address of the HTTP API, without `/api/v1`; `{cluster}` in it stands for the cluster's name. */
        url: string;
        /** Label by which the source tells clusters apart, e.g. `cluster`; its value is the cluster's name. */
        clusterLabel?: string;
        /** @visibility secret */
        bearerToken?: string;
        basicAuth?: {
          username: string;
          /** @visibility secret */
          password: string;
        };
        /** How often it is asked, by default every 15 seconds. */
        refresh?: HumanDuration | string;
        /** How long one question may take, by default 10 seconds. */
        timeout?: HumanDuration | string;
      }>;
    };

    // --- operations ---

    /** Limits of services that call by token; docs/permissions.md has an example. */
    automation?: Array<{
      /** Subject of the token, as `backend.auth.externalAccess` names it, e.g. `nightly-checks`. */
      subject: string;
      /** Only these pipelines; all where absent. */
      pipelines?: string[];
      /** Only these permissions of Penstock; all where absent. */
      permissions?: string[];
    }>;

    // --- health ---

    /** Limits by which health is judged; docs/health.md has the defaults. */
    thresholds?: {
      /** Used share of a volume, 0 to 1. */
      volumeUsedRatio?: { warning?: number; critical?: number };
      /** Seconds until a volume is full. */
      volumeFullInSeconds?: { warning?: number; critical?: number };
      /** Age of the first unread message, in seconds. */
      backlogSeconds?: { warning?: number; critical?: number };
    };
  };

  /** Read from Backstage's own Kubernetes configuration; repeated so that the token stays secret without that plugin. */
  kubernetes?: {
    clusterLocatorMethods?: Array<{
      clusters?: Array<{
        /** @visibility secret */
        serviceAccountToken?: string;
      }>;
    }>;
  };
}
