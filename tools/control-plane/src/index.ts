export {
  type ApiAccess,
  type ApiAnswer,
  type ApiRequest,
  callApi,
} from './apiClient';
export {
  type Binaries,
  type BinaryName,
  buildBinaries,
  findBinaries,
} from './binaries';
export {
  type ControlPlane,
  type ControlPlaneOptions,
  startControlPlane,
} from './controlPlane';
export { type CrdDocument, fetchCrds, findCrds } from './crds';
export { installCrds } from './installCrds';
export { type Equipment, requireOrLeaveOut } from './requireOrLeaveOut';
export { until } from './until';
export type { Tokens, UserName } from './users';
export { kubeconfig } from './kubeconfig';
export { repositoryRoot } from './cache';
export {
  type ScriptedControllers,
  startScriptedControllers,
} from './scriptedControllers';
