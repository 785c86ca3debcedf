import { FIELD_MANAGER, type KubernetesManifest } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ClusterConnection, KubernetesResponse, ServedResource } from '../clusters/ClusterConnection';
import { UnavailableError, UnknownNameError } from '../errors';
import { isRecord, nameOf, type CheckedManifest } from './manifest';
import type { ManifestProblem } from './ManifestProblem';

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

  constructor(connection: ClusterConnection, namespace: string) {
    this.#connection = connection;
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
      throw new UnknownNameError(
        `Nothing was written: cluster ${this.cluster} has no namespace ${this.namespace}; create it first or choose another`,
        {
          code: 'NAMESPACE_MISSING',
          reason: `Cluster ${this.cluster} has no namespace ${this.namespace}.`,
          remedy: 'Create the namespace first or choose another.',
        },
      );
    }
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

  /** The object as it is now; undefined when there is none. */
  async read({ manifest, served }: Placed): Promise<KubernetesManifest | undefined> {
    const response = await this.#request('GET', this.#path(manifest, served));
    if (response.status === 200 && isRecord(response.body)) return response.body;
    if (response.status === 404 || response.status === 403) return undefined;
    throw this.#silent(`GET ${nameOf(manifest)} was answered with ${response.status}`);
  }

  /** Server-side apply under Penstock's field manager; never forced. */
  async apply({ manifest, served }: Placed, options: { dryRun: boolean }): Promise<KubernetesResponse> {
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
      body: manifest.body,
      timeoutMs: REQUEST_MS,
    });
  }

  #path(manifest: CheckedManifest, served: ServedResource): string {
    const base =
      served.group === ''
        ? `/api/${encodeURIComponent(served.version)}`
        : `/apis/${encodeURIComponent(served.group)}/${encodeURIComponent(served.version)}`;
    const names = ['namespaces', this.namespace, served.resource, manifest.name];
    return `${base}/${names.map(encodeURIComponent).join('/')}`;
  }

  #request(method: 'GET', path: string): Promise<KubernetesResponse> {
    return this.#connection.request({ method, path, timeoutMs: REQUEST_MS });
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

function find(served: readonly ServedResource[], manifest: CheckedManifest): ServedResource | undefined {
  return served.find(
    resource =>
      resource.group === manifest.group &&
      resource.version === manifest.version &&
      resource.kind === manifest.kind &&
      resource.namespaced,
  );
}
