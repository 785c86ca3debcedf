import type { Api } from './Api';
import { type KubeObject, readObject } from './KubeObject';

/** An object that says what it is. */
export interface Manifest extends KubeObject {
  apiVersion: string;
  kind: string;
}

/** @throws Error when the value lacks apiVersion, kind or metadata. */
export function readManifest(value: unknown): Manifest {
  const object = readObject(value);
  const { apiVersion, kind } = object;
  if (apiVersion === undefined || kind === undefined) {
    throw new Error('The object does not say what it is.');
  }
  return { ...object, apiVersion, kind };
}

interface ApiResource {
  name: string;
  kind: string;
  namespaced: boolean;
}

function isApiResource(value: unknown): value is ApiResource {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'kind' in value &&
    typeof value.kind === 'string' &&
    'namespaced' in value &&
    typeof value.namespaced === 'boolean'
  );
}

/**
 * The path of an object, found by discovery.
 *
 * @throws Error when the server does not serve its kind.
 */
export async function resourcePath(
  api: Api,
  manifest: Manifest,
): Promise<string> {
  const { apiVersion, kind, metadata } = manifest;
  const root = apiVersion.includes('/')
    ? `/apis/${apiVersion}`
    : `/api/${apiVersion}`;
  const reply = await api.get(root);
  const body = reply.status === 200 ? reply.body : undefined;
  const resources =
    typeof body === 'object' &&
    body !== null &&
    'resources' in body &&
    Array.isArray(body.resources)
      ? body.resources.filter(isApiResource)
      : [];
  const resource = resources.find(
    each => each.kind === kind && !each.name.includes('/'),
  );
  if (!resource) {
    throw new Error(`The server does not serve ${kind} of ${apiVersion}.`);
  }
  const scope = resource.namespaced
    ? `/namespaces/${metadata.namespace ?? 'default'}`
    : '';
  return `${root}${scope}/${resource.name}/${metadata.name ?? ''}`;
}
