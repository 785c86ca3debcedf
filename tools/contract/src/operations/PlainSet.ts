import { until } from 'control-plane';
import type { Api } from '../Api';
import type { KubeObject } from '../KubeObject';

const READY_TIMEOUT_MS = 150_000;

/** Fields of a StatefulSet that the cases read. */
interface SetSpec {
  replicas?: number;
  template?: unknown;
  volumeClaimTemplates?: { spec?: { resources?: { requests?: { storage?: string } }; volumeAttributesClassName?: string } }[];
}

/** A StatefulSet that no operator makes, with one volume for each pod, in a namespace of its own. */
export class PlainSet {
  private constructor(
    private readonly admin: Api,
    /** Its name, that of its namespace and of its element. */
    readonly name: string,
  ) {}

  /** Makes it, and waits until its pods are ready. */
  static async create(admin: Api, name: string, options: { replicas: number; storageClass: string }): Promise<PlainSet> {
    const labels = { app: name };
    await admin.post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    const made = await admin.post(`/apis/apps/v1/namespaces/${name}/statefulsets`, {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name, labels: { 'app.kubernetes.io/part-of': name, 'penstock.dev/element': name }, annotations: { 'example.com/note': 'kept' } },
      spec: {
        replicas: options.replicas,
        serviceName: name,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'store', image: 'registry.example.com/store:1' }] } },
        volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], storageClassName: options.storageClass, resources: { requests: { storage: '1Gi' } } } }],
      },
    });
    if (made.status !== 201) throw new Error(`StatefulSet ${name} was not created: ${made.text}`);
    const set = new PlainSet(admin, name);
    await set.until(set.path, ({ status }) => Object(status).readyReplicas === options.replicas);
    return set;
  }

  private get path(): string {
    return `/apis/apps/v1/namespaces/${this.name}/statefulsets/${this.name}`;
  }

  private claimPath(ordinal: number): string {
    return `/api/v1/namespaces/${this.name}/persistentvolumeclaims/data-${this.name}-${ordinal}`;
  }

  async read(): Promise<KubeObject & { spec: SetSpec }> {
    const { object } = await this.admin.get(this.path);
    return { ...object, spec: Object(object.spec) };
  }

  /** Size and attributes class that its claim template states. */
  async stated(): Promise<{ size?: string; attributesClass?: string }> {
    const [template] = (await this.read()).spec.volumeClaimTemplates ?? [];
    return { size: template?.spec?.resources?.requests?.storage, attributesClass: template?.spec?.volumeAttributesClassName };
  }

  async claim(ordinal: number): Promise<KubeObject> {
    return (await this.admin.get(this.claimPath(ordinal))).object;
  }

  /** Asks for a size by hand, behind the product's back. */
  async request(ordinal: number, size: string): Promise<void> {
    await this.admin.patch(this.claimPath(ordinal), 'merge', { spec: { resources: { requests: { storage: size } } } });
  }

  async untilClaim(ordinal: number, holds: (claim: KubeObject) => boolean): Promise<void> {
    await this.until(this.claimPath(ordinal), holds);
  }

  private async until(path: string, holds: (object: KubeObject) => boolean): Promise<void> {
    await until(path, READY_TIMEOUT_MS, async () => {
      const { object, text } = await this.admin.get(path);
      if (holds(object)) return true;
      throw new Error(text.slice(-1500));
    });
  }

  /** Uids of its pods and of their owners, by name. */
  async pods(): Promise<{ name?: string; uid?: string; owner?: string }[]> {
    const { items: pods } = await this.admin.get(`/api/v1/namespaces/${this.name}/pods?labelSelector=${encodeURIComponent(`app=${this.name}`)}`);
    return pods
      .map(({ metadata: { name, uid, ownerReferences } }) => ({ name, uid, owner: Object(Array.isArray(ownerReferences) ? ownerReferences[0] : undefined).uid }))
      .sort((a, b) => String(a.name).localeCompare(String(b.name)));
  }

  async deletePod(ordinal: number): Promise<void> {
    await this.admin.delete(`/api/v1/namespaces/${this.name}/pods/${this.name}-${ordinal}`);
  }
}
