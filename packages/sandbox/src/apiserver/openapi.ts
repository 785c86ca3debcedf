import type { JsonObject } from './json';
import { apiVersionOf, KindRegistry, ResourceKind } from './kinds';
import { VERSION } from './discovery';

function field(number: number, content: Buffer | string): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from([number * 8 + 2, bytes.length]), bytes]);
}

/**
 * An empty OpenAPI v2 document as protobuf (swagger 1, info 2, paths 8): all
 * that `kubectl` wants of it is to learn that a kind is unknown.
 */
export const OPENAPI_V2: Buffer = Buffer.concat([
  field(1, '2.0'),
  field(2, Buffer.concat([field(1, 'Kubernetes'), field(2, 'v1.36.3')])),
  field(8, ''),
]);

/** The index at `/openapi/v3`. */
export function openApiIndex(kinds: KindRegistry): JsonObject {
  const paths: JsonObject = {};
  for (const kind of kinds.all()) {
    const path = documentPath(kind);
    paths[path] = {
      serverRelativeURL: `/openapi/v3/${path}?hash=${kinds.edition}`,
    };
  }
  return { paths };
}

function documentPath(kind: ResourceKind): string {
  return kind.group === '' ? 'api/v1' : `apis/${kind.group}/${kind.version}`;
}

/**
 * The document of one group and version: the schemas and, for each kind, the
 * patch operation with the parameters by which clients learn that the server
 * validates fields. Other operations are left out.
 */
export function openApiDocument(
  kinds: KindRegistry,
  path: string,
): JsonObject | undefined {
  const served = kinds.all().filter(kind => documentPath(kind) === path);
  if (served.length === 0) {
    return undefined;
  }
  const paths: JsonObject = {};
  const schemas: JsonObject = {};
  for (const kind of served) {
    const scope = kind.namespaced ? '/namespaces/{namespace}' : '';
    const identity = {
      group: kind.group,
      version: kind.version,
      kind: kind.kind,
    };
    paths[`/${path}${scope}/${kind.plural}/{name}`] = {
      patch: {
        operationId: `patch${kind.kind}`,
        'x-kubernetes-action': 'patch',
        'x-kubernetes-group-version-kind': identity,
        parameters: ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map(
          name => ({
            name,
            in: 'query',
            schema: { type: 'string', uniqueItems: true },
          }),
        ),
        responses: { '200': { description: 'OK' } },
      },
    };
    schemas[`${apiVersionOf(kind).replace(/\//g, '.')}.${kind.kind}`] = {
      type: 'object',
      'x-kubernetes-group-version-kind': [identity],
      ...kind.schema,
    };
  }
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: VERSION.gitVersion },
    paths,
    components: { schemas },
  };
}
