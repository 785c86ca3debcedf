export { ApiError } from './ApiError';
export {
  isApiError,
  KubernetesClient,
  type Listing,
  type WatchEvent,
} from './KubernetesClient';
export { ObjectCache } from './ObjectCache';
export * from './objects';
export * from './resources';
