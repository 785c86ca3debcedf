export { startSandbox, CLUSTERS } from './sandbox';
export type { ClusterName, Sandbox, SandboxOptions } from './sandbox';
export type { UserName } from './state/credentials';
export { USERS } from './state/credentials';
export { LIMITED_NAMESPACE } from './apiserver/bootstrap';
export { createClock } from './clock';
export * from './contracts';
export { startControllers } from './controllers';
export { clusterObjects } from './seeds/cluster';
