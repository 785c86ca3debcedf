import { FIELD_MANAGER, type KubernetesManifest } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ClusterConnection, KubernetesResponse, ServedResource } from '../../clusters/ClusterConnection';
import { UnavailableError, UnknownNameError } from '../../errors';
import { resourcePath } from '../resourcePath';
import { isRecord, nameOf, type CheckedManifest } from './manifest';
import { problemsError, type ManifestProblem } from './ManifestProblem';
import type { Attachment } from './attachments';

const REQUEST_MS = 15_000;

/** A manifest and the resource of the cluster that takes it. */
export interface Placed {
  manifest: CheckedManifest;
  served: ServedResource;
}

/** One namespace of one cluster, as the place that manifests go to. */
export class TargetNamespace {
  readonly cluster: string;
  readonly namespace: string;
  readonly #connection: ClusterConnection;
  readonly #signal: AbortSignal;

  /** @param signal - ends every request that is under way, and each one after that */
  constructor(connection: ClusterConnection, namespace: string, signal: AbortSignal) {
    this.#connection = connection;
    this.#signal = signal;
    this.cluster = connection.cluster;
    this.namespace = namespace;
  }

  /**
   * @throws UnknownNameError (NAMESPACE_MISSING) when the cluster says that there
   * is none. Where Penstock may not read namespaces, the dry run will tell.
   */
  async requireNamespace(): Promise<void> {
    const response = await this.#request('GET', `/api/v1/namespaces/${encodeURIComponent(this.namespace)}`);
    if (response.status === 404) {
      throw this.#noNamespace(`cluster ${this.cluster} has no namespace ${this.namespace}`, 'create it first or choose another');
    }
    if (isRecord(response.body) && isRecord(response.body.status) && response.body.status.phase === 'Terminating') {
      throw this.#noNamespace(
        `the namespace ${this.namespace} of ${this.cluster} is being deleted with all that is in it`,
        'choose another, or create it again when it is gone',
      );
    }
  }

  #noNamespace(why: string, remedy: string): UnknownNameError {
    return new UnknownNameError(`Nothing was written: ${why}; ${remedy}`, {
      code: 'NAMESPACE_MISSING',
      reason: `${why.charAt(0).toUpperCase()}${why.slice(1)}.`,
      remedy: `${remedy.charAt(0).toUpperCase()}${remedy.slice(1)}.`,
    });
  }

  /** Finds the resource of each manifest; a kind that is not served yet is looked for once more. */
  async place(manifests: readonly CheckedManifest[]): Promise<{ placed: Placed[]; problems: ManifestProblem[] }> {
    let served = await this.#connection.discover();
    if (manifests.some(manifest => !find(served, manifest))) served = await this.#connection.discover({ refresh: true });
    const placed: Placed[] = [];
    const problems: ManifestProblem[] = [];
    for (const manifest of manifests) {
      const resource = find(served, manifest);
      if (resource) placed.push({ manifest, served: resource });
      else problems.push(this.#notServed(manifest, served));
    }
    return { placed, problems };
  }

  /**
   * The object as it is now; undefined when there is none.
   *
   * @throws RefusedInputError (MANIFEST_REFUSED) where it may not be read: whose it is cannot be known then
   */
  async read({ manifest, served }: Placed): Promise<KubernetesManifest | undefined> {
    return this.#readObject(manifest, served);
  }

  /** What an object is a part of, as it is now; undefined when there is none. @throws as {@link read} */
  async readAttached({ group, kind, name }: Attachment): Promise<KubernetesManifest | undefined> {
    const served = (await this.#connection.discover()).find(
      resource => resource.group === group && resource.kind === kind && resource.namespaced,
    );
    return served && this.#readObject({ kind, name }, served);
  }

  async #readObject(object: { kind: string; name: string }, served: ServedResource): Promise<KubernetesManifest | undefined> {
    const response = await this.#request('GET', this.#path(object, served));
    if (response.status === 200 && isRecord(response.body)) return response.body;
    if (response.status === 404) return undefined;
    if (response.status !== 403) throw this.#silent(`GET ${nameOf(object)} was answered with ${response.status}`);
    throw problemsError([
      {
        ...object,
        code: 'MANIFEST_REFUSED',
        sentence: `Cluster ${this.cluster} does not let Penstock read ${nameOf(object)} in ${this.namespace}, so whether it is somebody else's cannot be known`,
        remedy: `ask the administrator of ${this.cluster} to let Penstock's service account read ${served.resource} there`,
      },
    ]);
  }

  /**
   * Server-side apply under Penstock's field manager; never forced. Over an
   * object that was read, only while that is what is there: else 409.
   */
  async apply({ manifest, served }: Placed, options: { dryRun: boolean; over?: KubernetesManifest }): Promise<KubernetesResponse> {
    return this.#connection.request({
      method: 'PATCH',
      path: this.#path(manifest, served),
      query: {
        fieldManager: FIELD_MANAGER,
        fieldValidation: 'Strict',
        force: 'false',
        ...(options.dryRun && { dryRun: 'All' }),
      },
      contentType: 'application/apply-patch+yaml',
      body: options.over ? onlyOver(manifest.body, options.over) : manifest.body,
      timeoutMs: REQUEST_MS,
      signal: this.#signal,
    });
  }

  #path({ name }: { name: string }, served: ServedResource): string {
    return resourcePath(served, { namespace: this.namespace, name });
  }

  #request(method: 'GET', path: string): Promise<KubernetesResponse> {
    return this.#connection.request({ method, path, timeoutMs: REQUEST_MS, signal: this.#signal });
  }

  #silent(reason: string): UnavailableError {
    return new UnavailableError(
      `Nothing was written: cluster ${this.cluster} cannot be asked what is there already (${reason}); try again when it answers`,
      { code: 'CLUSTER_UNREACHABLE', reason: `${reason}.`, remedy: 'Try again when the cluster answers.' },
    );
  }

  #notServed(manifest: CheckedManifest, served: readonly ServedResource[]): ManifestProblem {
    const at = { kind: manifest.kind, name: manifest.name };
    const versions = served
      .filter(resource => resource.group === manifest.group && resource.kind === manifest.kind)
      .map(resource => resource.version);
    if (versions.length > 0) {
      return {
        ...at,
        code: 'MANIFEST_REFUSED',
        sentence: `Cluster ${this.cluster} does not serve ${manifest.kind} in the version ${manifest.version}`,
        remedy: `use the version ${versions.join(' or ')}`,
        path: 'apiVersion',
      };
    }
    const operator = manifest.allowed.operator ?? 'Kubernetes itself, in a newer version';
    return {
      ...at,
      code: 'OPERATOR_MISSING',
      sentence: `Cluster ${this.cluster} does not know the kind ${manifest.kind}: ${operator} is not installed there`,
      remedy: `install ${operator} in ${this.cluster}, or choose a cluster that has it`,
    };
  }
}

/** The body with what tells the cluster which object, in which version, was looked at. */
function onlyOver(body: KubernetesManifest, { metadata }: KubernetesManifest): KubernetesManifest {
  if (!isRecord(metadata) || !isRecord(body.metadata)) return body;
  const { uid, resourceVersion } = metadata;
  return {
    ...body,
    metadata: {
      ...body.metadata,
      ...(typeof uid === 'string' && { uid }),
      ...(typeof resourceVersion === 'string' && { resourceVersion }),
    },
  };
}

function find(served: readonly ServedResource[], manifest: CheckedManifest): ServedResource | undefined {
  return served.find(
    resource =>
      resource.group === manifest.group &&
      resource.version === manifest.version &&
      resource.kind === manifest.kind &&
      resource.namespaced,
  );
}
