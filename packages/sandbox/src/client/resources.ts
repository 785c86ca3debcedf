import { KubernetesObject, Resource } from './objects';

/** Describes a resource of namespaces; `plural` defaults to the lower-case kind with an s. */
export function namespaced<T extends KubernetesObject = KubernetesObject>(
  apiVersion: string,
  kind: string,
  plural = `${kind.toLowerCase()}s`,
): Resource<T> {
  const [version, group = ''] = apiVersion.split('/').reverse();
  return { group, version, plural, kind, namespaced: true };
}

/** Describes a resource without namespace. */
export function clusterScoped<T extends KubernetesObject = KubernetesObject>(
  apiVersion: string,
  kind: string,
  plural?: string,
): Resource<T> {
  return { ...namespaced<T>(apiVersion, kind, plural), namespaced: false };
}
