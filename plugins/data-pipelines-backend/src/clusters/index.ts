export * from './ClusterConnection';
export * from './ClusterUnreachableError';
export * from './DefaultClusters';
