/** A request path taken apart. */
export interface ResourcePath {
  group: string;
  version: string;
  namespace: string | undefined;
  plural: string;
  name: string | undefined;
  subresource: string | undefined;
}

/** The decoded segments of a path. */
export function segmentsOf(pathname: string): string[] {
  return pathname
    .split('/')
    .filter(segment => segment !== '')
    .map(segment => {
      try {
        return decodeURIComponent(segment);
      } catch {
        return segment;
      }
    });
}

const NAMESPACE_SUBRESOURCES = ['status', 'finalize'];

/** The resource a path is about; undefined when it is about none. */
export function resourcePath(segments: string[]): ResourcePath | undefined {
  const [root, ...rest] = segments;
  if (root === 'api' && rest[0] === 'v1') {
    return inVersion('', 'v1', rest.slice(1));
  }
  const [group, version] = rest;
  return root === 'apis' && group !== undefined && version !== undefined
    ? inVersion(group, version, rest.slice(2))
    : undefined;
}

function inVersion(
  group: string,
  version: string,
  rest: string[],
): ResourcePath | undefined {
  const [first, second, third] = rest;
  const scoped =
    first === 'namespaces' &&
    second !== undefined &&
    third !== undefined &&
    !(group === '' && NAMESPACE_SUBRESOURCES.includes(third));
  const [plural, name, subresource, more] = scoped ? rest.slice(2) : rest;
  if (plural === undefined || more !== undefined) {
    return undefined;
  }
  return {
    group,
    version,
    namespace: scoped ? second : undefined,
    plural,
    name,
    subresource,
  };
}
