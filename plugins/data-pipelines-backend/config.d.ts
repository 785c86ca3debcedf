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
