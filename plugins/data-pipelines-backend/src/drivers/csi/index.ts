/** Kubernetes' own storage API: snapshots, group snapshots, growth. Pure; names no engine. */
export { csiDriver } from './driver';
