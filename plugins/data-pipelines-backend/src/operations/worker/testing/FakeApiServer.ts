import type { KubernetesMetadata, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { isDeepStrictEqual } from 'node:util';
import type { ClusterConnection, KubernetesRequest, KubernetesResponse, ServedResource, StreamAnswer } from '../../../clusters/ClusterConnection';
import { ClusterUnreachableError } from '../../../clusters/ClusterUnreachableError';
import { isRecord } from '../../manifests/manifest';
import { applyJsonPatch } from './applyJsonPatch';
import { SERVED_KINDS } from './servedKinds';

/** Which request, as a test chooses by it. */
export interface AskedOf {
  verb: 'get' | 'list' | 'create' | 'patch' | 'delete';
  kind: string;
  namespace?: string;
  /** Absent for a list. */
  name?: string;
  subresource?: string;
}

/** What goes wrong with a request. */
export type Fault =
  /** It never arrives. */
  | { fault: 'unreachable' }
  /** It is done, and the answer is lost. */
  | { fault: 'answer-lost' }
  /** It is refused. */
  | { fault: 'refused'; status: number; message?: string; reason?: string; retryAfterSeconds?: number };

/** An object as tests write it: what the server adds may be missing. */
export interface GivenObject {
  apiVersion: string;
  kind: string;
  metadata: Partial<KubernetesMetadata> & { name: string; managedFields?: unknown };
  [field: string]: unknown;
}

interface Trap {
  isMeant: (asked: AskedOf) => boolean;
  fault: Fault;
  times: number;
}

/**
 * A Kubernetes API server in memory, as far as the executor asks of it: get,
 * list by labels, create, JSON and merge patch, delete with preconditions and
 * finalizers, resource versions, and faults on order. It checks no schema,
 * collects no garbage and runs no controller.
 */
export class FakeApiServer implements ClusterConnection {
  /** Every request that arrived, in order. */
  readonly asked: AskedOf[] = [];
  readonly #objects = new Map<string, KubernetesObject>();
  readonly #traps: Trap[] = [];
  #served: readonly ServedResource[];
  #versions = 0;

  constructor(
    readonly cluster: string,
    objects: readonly GivenObject[] = [],
    served: readonly ServedResource[] = SERVED_KINDS,
  ) {
    this.#served = served;
    for (const object of objects) this.put(object);
  }

  /** Everything there is, or everything of one kind; copies. */
  objects(kind?: string): KubernetesObject[] {
    return structuredClone([...this.#objects.values()].filter(object => kind === undefined || object.kind === kind));
  }

  /** The object, or undefined; a copy. */
  find(kind: string, name: string): KubernetesObject | undefined {
    return this.objects(kind).find(({ metadata }) => metadata.name === name);
  }

  /** Puts an object there, or in the place of the one of the same name, as a controller or a person would. */
  put(object: GivenObject): KubernetesObject {
    const served = this.#served.find(resource => resource.kind === object.kind && apiVersionOf(resource) === object.apiVersion);
    if (!served) throw new Error(`The fake API server does not serve ${object.kind} of ${object.apiVersion}.`);
    const before = this.#objects.get(keyOf(served, object.metadata.namespace, object.metadata.name));
    return this.#store(served, { ...object, metadata: { ...object.metadata, uid: object.metadata.uid ?? before?.metadata.uid ?? this.#uid() } });
  }

  /** Changes an object, if it is there and comes out different. */
  edit(kind: string, name: string, change: (object: KubernetesObject) => void): void {
    const object = this.find(kind, name);
    if (!object) return;
    const before = structuredClone(object);
    change(object);
    if (!isDeepStrictEqual(before, object)) this.put(object);
  }

  /** Takes an object away, finalizers or not. */
  remove(kind: string, name: string): void {
    for (const [key, object] of this.#objects) if (object.kind === kind && object.metadata.name === name) this.#objects.delete(key);
  }

  /** From now on the kind is not served, and its objects are gone. */
  removeKind(kind: string): void {
    this.#served = this.#served.filter(resource => resource.kind !== kind);
    for (const { metadata } of this.objects(kind)) this.remove(kind, metadata.name);
  }

  /** Lets the next requests that are meant go wrong. @returns takes the order back */
  order(fault: Fault, isMeant: (asked: AskedOf) => boolean, times = Infinity): () => void {
    const trap: Trap = { isMeant, fault, times };
    this.#traps.push(trap);
    return () => {
      trap.times = 0;
    };
  }

  async discover(): Promise<readonly ServedResource[]> {
    return this.#served;
  }

  async stream(): Promise<StreamAnswer> {
    throw new Error('The fake API server has no watches.');
  }

  async request(request: KubernetesRequest): Promise<KubernetesResponse> {
    request.signal?.throwIfAborted();
    const target = this.#targetOf(request);
    if (!target) return status(404, 'NotFound', 'the server could not find the requested resource');
    const { served: _, ...asked } = target;
    this.asked.push(asked);
    const trap = this.#traps.find(({ times, isMeant }) => times > 0 && isMeant(asked));
    if (trap) trap.times -= 1;
    if (trap?.fault.fault === 'refused') return refused(trap.fault);
    if (trap?.fault.fault === 'unreachable') throw timedOut(this.cluster);
    const answer = this.#answer(target, request);
    if (trap) throw timedOut(this.cluster);
    return { ...answer, body: structuredClone(answer.body) };
  }

  #answer(target: Target, request: KubernetesRequest): KubernetesResponse {
    if (target.verb === 'list') return ok(this.#list(target, request.query ?? {}));
    if (target.verb === 'create') return this.#create(target, request.body);
    const there = this.#objects.get(keyOf(target.served, target.namespace, target.name ?? ''));
    if (!there) return status(404, 'NotFound', `${target.served.resource} "${target.name}" not found`);
    if (target.verb === 'get') return ok(there);
    return target.verb === 'patch' ? this.#patch(target, there, request) : this.#delete(target, there, request.body);
  }

  #list({ served, namespace }: Target, query: Record<string, string>) {
    const wanted = (query.labelSelector ?? '').split(',').filter(Boolean).map(pair => pair.split('='));
    const prefix = keyOf(served, namespace, '');
    const found = [...this.#objects]
      .filter(([key, { metadata }]) => key.startsWith(prefix) && wanted.every(([name, value]) => metadata.labels?.[name] === value))
      .map(([, { apiVersion: _version, kind: _kind, ...item }]) => item);
    const from = Number(query.continue ?? 0);
    const end = from + Number(query.limit ?? found.length);
    return { kind: `${served.kind}List`, metadata: { resourceVersion: String(this.#versions), ...(end < found.length && { continue: String(end) }) }, items: found.slice(from, end) };
  }

  #create({ served, namespace }: Target, body: unknown): KubernetesResponse {
    if (!isObject(body)) return status(400, 'BadRequest', 'no object was sent');
    const { name } = body.metadata;
    if (this.#objects.has(keyOf(served, namespace, name))) return status(409, 'AlreadyExists', `${served.resource} "${name}" already exists`);
    return { ...ok(this.#store(served, { ...body, metadata: { ...body.metadata, namespace, uid: this.#uid() } })), status: 201 };
  }

  #patch({ served, subresource }: Target, there: KubernetesObject, { body, contentType }: KubernetesRequest): KubernetesResponse {
    const patched = contentType === 'application/json-patch+json' ? applyJsonPatch(there, body) : merged(there, body);
    if (!isObject(patched)) return { ...status(422, 'Invalid', 'the server rejected our request due to an error in our request') };
    const after = subresource === 'status' ? { ...there, status: patched.status } : { ...patched, status: there.status };
    const metadata = { ...(subresource === 'status' ? there.metadata : patched.metadata), uid: there.metadata.uid, resourceVersion: there.metadata.resourceVersion };
    const result: KubernetesObject = JSON.parse(JSON.stringify({ ...after, metadata }));
    return ok(isDeepStrictEqual(result, there) ? there : this.#store(served, result));
  }

  #delete({ served }: Target, there: KubernetesObject, body: unknown): KubernetesResponse {
    const preconditions = isRecord(body) && isRecord(body.preconditions) ? body.preconditions : {};
    const { uid, resourceVersion } = there.metadata;
    if ((preconditions.uid ?? uid) !== uid || (preconditions.resourceVersion ?? resourceVersion) !== resourceVersion) {
      return status(409, 'Conflict', 'the preconditions of the deletion do not hold');
    }
    // as a real server does, so that the garbage collector lets go what the object owns first
    const orphans = isRecord(body) && body.propagationPolicy === 'Orphan' ? ['orphan'] : [];
    const finalizers = [...new Set([...(there.metadata.finalizers ?? []), ...orphans])];
    if (finalizers.length > 0) {
      return ok(this.#store(served, { ...there, metadata: { ...there.metadata, finalizers, deletionTimestamp: there.metadata.deletionTimestamp ?? '2026-01-01T00:00:00Z' } }));
    }
    this.#objects.delete(keyOf(served, there.metadata.namespace, there.metadata.name));
    return ok({ kind: 'Status', status: 'Success', details: { name: there.metadata.name, kind: served.resource, uid } });
  }

  #store(served: ServedResource, object: KubernetesObject): KubernetesObject {
    this.#versions += 1;
    const stored = structuredClone({ ...object, metadata: { ...object.metadata, resourceVersion: String(this.#versions) } });
    // a real server leaves empty maps out
    if (Object.keys(stored.metadata.annotations ?? {}).length === 0) delete stored.metadata.annotations;
    if (Object.keys(stored.metadata.labels ?? {}).length === 0) delete stored.metadata.labels;
    this.#objects.set(keyOf(served, object.metadata.namespace, object.metadata.name), stored);
    return stored;
  }

  #uid(): string {
    this.#versions += 1;
    return `${this.cluster}-uid-${this.#versions}`;
  }

  #targetOf({ method, path, body }: KubernetesRequest): Target | undefined {
    const [root, ...rest] = path.slice(1).split('/').map(decodeURIComponent);
    const group = root === 'apis' ? rest.shift() : '';
    const version = rest.shift();
    const namespace = rest[0] === 'namespaces' && rest.length > 2 ? rest[1] : undefined;
    const [resource, name, subresource] = namespace === undefined ? rest : rest.slice(2);
    const served = this.#served.find(known => known.group === group && known.version === version && known.resource === resource);
    if (!served) return undefined;
    const verb = verbOf(method, name);
    return { verb, kind: served.kind, served, namespace, name: verb === 'create' && isObject(body) ? body.metadata.name : name, subresource };
  }
}

interface Target extends AskedOf {
  served: ServedResource;
}

function verbOf(method: KubernetesRequest['method'], name: string | undefined): AskedOf['verb'] {
  if (method === 'GET') return name === undefined ? 'list' : 'get';
  if (method === 'POST') return 'create';
  return method === 'DELETE' ? 'delete' : 'patch';
}

function keyOf({ group, resource }: ServedResource, namespace: string | undefined, name: string): string {
  return `${group}/${resource}/${namespace ?? ''}/${name}`;
}

function apiVersionOf({ group, version }: ServedResource): string {
  return group === '' ? version : `${group}/${version}`;
}

function isObject(value: unknown): value is KubernetesObject {
  return isRecord(value) && isRecord(value.metadata) && typeof value.metadata.name === 'string';
}

function merged(object: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const base = isRecord(object) ? { ...object } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete base[key];
    else base[key] = merged(base[key], value);
  }
  return base;
}

function ok(body: unknown): KubernetesResponse {
  return { status: 200, headers: {}, body };
}

function status(code: number, reason: string, message: string): KubernetesResponse {
  return { status: code, headers: {}, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code } };
}

function refused({ status: code, message = 'refused on order', reason = 'Invalid', retryAfterSeconds }: Extract<Fault, { fault: 'refused' }>): KubernetesResponse {
  return { ...status(code, reason, message), headers: retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) } };
}

function timedOut(cluster: string): ClusterUnreachableError {
  return new ClusterUnreachableError(cluster, 'timeout', `Cluster ${cluster}: the API server did not answer in time.`, 'ETIMEDOUT');
}
