import type { ClusterConnection, ServedResource } from '../clusters/ClusterConnection';

/** Which object, list or subresource a path is to lead to. */
export interface PathParts {
  /** Absent for kinds without namespaces, or for a list over all of them. */
  namespace?: string;
  /** Absent for a list, and for the path that a new object is posted to. */
  name?: string;
  subresource?: 'status';
}

/** Path of a resource at its API server; each segment encoded. Pure. */
export function resourcePath(served: ServedResource, { namespace, name, subresource }: PathParts): string {
  const segments = [
    ...(served.group === '' ? ['api', served.version] : ['apis', served.group, served.version]),
    ...(served.namespaced && namespace !== undefined ? ['namespaces', namespace] : []),
    served.resource,
    ...(name === undefined ? [] : [name]),
    ...(subresource === undefined ? [] : [subresource]),
  ];
  return `/${segments.map(encodeURIComponent).join('/')}`;
}

/**
 * The resource under which a cluster serves a kind; undefined when it does
 * not. A kind that is not known yet is looked for once more.
 *
 * @throws ClusterUnreachableError when the cluster cannot be asked
 */
export async function servedResource(
  connection: ClusterConnection,
  { apiVersion, kind }: { apiVersion: string; kind: string },
): Promise<ServedResource | undefined> {
  const isIt = ({ group, version, kind: servedKind }: ServedResource) =>
    servedKind === kind && apiVersion === (group === '' ? version : `${group}/${version}`);
  return (await connection.discover()).find(isIt) ?? (await connection.discover({ refresh: true })).find(isIt);
}
