export { type AskedRequest, type AuditLog } from './AuditLog';
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
  buildStorageBinaries,
  findBinaries,
  findStorageBinaries,
  type StorageBinaries,
  type StorageBinaryName,
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
export type {
  ControlPlaneTokens,
  LimitedUserName,
  Tokens,
  UserName,
} from './users';
export {
  type DocumentedRole,
  documentedRoles,
  type RoleRule,
} from './documentedRoles';
export { kubeconfig } from './kubeconfig';
export { repositoryRoot } from './cache';
export {
  type ScriptedControllers,
  startScriptedControllers,
} from './scriptedControllers';
export {
  DriverControl,
  type DriverFault,
  type DriverInventory,
  type DriverOperation,
  type DriverOrder,
} from './storage/DriverControl';
export { type Storage, type StorageOption } from './storage/startStorage';
export { CSI_DRIVER } from './storage/storageObjects';
