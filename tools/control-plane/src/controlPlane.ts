import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type ApiAccess, callApi } from './apiClient';
import { AuditLog } from './AuditLog';
import {
  type Binaries,
  type BinaryName,
  findBinaries,
  findStorageBinaries,
} from './binaries';
import type { CrdDocument } from './crds';
import { compactEverything } from './etcd';
import { freePorts } from './freePorts';
import { installCrds } from './installCrds';
import { kubeconfig } from './kubeconfig';
import { makeRunFolder } from './runFolder';
import {
  startStorage,
  type Storage,
  type StorageOption,
} from './storage/startStorage';
import { SupervisedProcess } from './supervisedProcess';
import { until } from './until';
import {
  type ControlPlaneTokens,
  makeTokens,
  tokenFile,
  userRoles,
} from './users';

const READY_TIMEOUT_MS = 120_000;
const ATTEMPTS = 3;

/** The API server keeps nothing itself, and would wait long for its open watches. */
const GRACE_S: Record<BinaryName, number> = {
  etcd: 10,
  'kube-apiserver': 1,
  'kube-controller-manager': 10,
};

/** What to start. */
export interface ControlPlaneOptions {
  /** Name of the cluster in the kubeconfig; default `control-plane`. */
  name?: string;
  /** Default: those that {@link findBinaries} finds. */
  binaries?: Binaries;
  /** Definitions to install before the call returns; default none. */
  crds?: CrdDocument[];
  /** Starts a CSI driver too, which needs the definitions of snapshots; default none. */
  storage?: StorageOption;
  /** Notes what the product's users ask the API server for; default no. */
  audit?: boolean;
}

/** A running API server, controller-manager and etcd on loopback ports. */
export interface ControlPlane {
  name: string;
  /** `https://127.0.0.1:40123` */
  server: string;
  /** PEM of the authority of the server's certificate. */
  ca: string;
  tokens: ControlPlaneTokens;
  /** One context per user, `admin` current. */
  kubeconfigPath: string;
  /** Data and logs; removed by {@link ControlPlane.stop}. */
  folder: string;
  /** Where {@link ControlPlaneOptions.storage} asked for it. */
  storage: Storage | undefined;
  /** Where {@link ControlPlaneOptions.audit} asked for it. */
  audit: AuditLog | undefined;
  /**
   * Makes every resource version up to now too old: compacts etcd and restarts
   * the API server on the same port, so that its watch cache starts anew. Open
   * watches break.
   */
  forgetHistory(): Promise<void>;
  stop(): Promise<void>;
}

class Servers {
  private readonly folder = makeRunFolder();
  private readonly tokens = makeTokens();
  private readonly etcdUrl: string;
  private readonly server: string;
  private etcd: SupervisedProcess | undefined;
  private api: SupervisedProcess | undefined;
  private controllers: SupervisedProcess | undefined;
  private storage: Storage | undefined;
  private audit: AuditLog | undefined;
  private ca = '';

  constructor(
    private readonly binaries: Binaries,
    private readonly ports: number[],
  ) {
    this.etcdUrl = `http://127.0.0.1:${ports[0]}`;
    this.server = `https://127.0.0.1:${ports[2]}`;
  }

  async start(options: ControlPlaneOptions): Promise<ControlPlane> {
    const name = options.name ?? 'control-plane';
    this.writeSecrets();
    this.etcd = this.run('etcd', [
      `--data-dir=${this.file('etcd')}`,
      `--listen-client-urls=${this.etcdUrl}`,
      `--advertise-client-urls=${this.etcdUrl}`,
      `--listen-peer-urls=http://127.0.0.1:${this.ports[1]}`,
      '--unsafe-no-fsync',
    ]);
    if (options.audit) this.audit = new AuditLog(this.folder);
    await this.startApiServer();
    const kubeconfigPath = this.file('kubeconfig.yaml');
    writeFileSync(
      kubeconfigPath,
      kubeconfig(name, this.server, this.ca, this.tokens),
      { mode: 0o600 },
    );
    this.controllers = this.run('kube-controller-manager', [
      `--kubeconfig=${kubeconfigPath}`,
      `--authentication-kubeconfig=${kubeconfigPath}`,
      `--authorization-kubeconfig=${kubeconfigPath}`,
      `--service-account-private-key-file=${this.file('sa.key')}`,
      '--use-service-account-credentials=true',
      // Without kubelets every node would soon count as lost, and its pods be evicted.
      '--controllers=*,-node-lifecycle-controller,-taint-eviction-controller',
      // Scripted controllers look for the lease; a restart of the API server must not cost it.
      '--leader-elect-lease-duration=120s',
      '--leader-elect-renew-deadline=110s',
      '--secure-port=0',
    ]);
    await this.grantRights();
    await this.untilControlled();
    await installCrds(this.admin(), options.crds ?? []);
    await this.startStorage(name, kubeconfigPath, options.storage);
    return {
      name,
      server: this.server,
      ca: this.ca,
      tokens: this.tokens,
      kubeconfigPath,
      folder: this.folder,
      storage: this.storage,
      audit: this.audit,
      forgetHistory: () => this.forgetHistory(),
      stop: () => this.stop(),
    };
  }

  async stop(): Promise<void> {
    await this.storage?.stop();
    await this.controllers?.stop();
    await this.api?.stop();
    await this.etcd?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async startStorage(
    cluster: string,
    kubeconfigPath: string,
    option: StorageOption | undefined,
  ): Promise<void> {
    if (option === undefined) return;
    const binaries = findStorageBinaries();
    if (!binaries) {
      throw new Error(
        'The programs of the storage are not built. Run "yarn workspace control-plane control-plane build".',
      );
    }
    this.storage = await startStorage({
      cluster,
      access: this.admin(),
      kubeconfigPath,
      folder: this.folder,
      binaries,
      option,
    });
  }

  private file(name: string): string {
    return path.join(this.folder, name);
  }

  private admin(): ApiAccess {
    return { server: this.server, ca: this.ca, token: this.tokens.admin };
  }

  private run(name: BinaryName, args: string[]): SupervisedProcess {
    return SupervisedProcess.start(
      name,
      this.binaries[name],
      args,
      this.file(`${name}.log`),
      GRACE_S[name],
    );
  }

  private writeSecrets(): void {
    const keys = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    mkdirSync(this.file('certificates'));
    const secret = { mode: 0o600 };
    writeFileSync(this.file('sa.key'), keys.privateKey, secret);
    writeFileSync(this.file('sa.pub'), keys.publicKey);
    writeFileSync(this.file('tokens.csv'), tokenFile(this.tokens), secret);
  }

  private async startApiServer(): Promise<void> {
    this.api = this.run('kube-apiserver', [
      `--etcd-servers=${this.etcdUrl}`,
      `--cert-dir=${this.file('certificates')}`,
      `--secure-port=${this.ports[2]}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-signing-key-file=${this.file('sa.key')}`,
      `--service-account-key-file=${this.file('sa.pub')}`,
      '--service-cluster-ip-range=10.0.0.0/24',
      `--token-auth-file=${this.file('tokens.csv')}`,
      '--authorization-mode=RBAC',
      '--allow-privileged=true',
      ...(this.audit?.apiServerArguments ?? []),
    ]);
    await this.untilReady();
  }

  private async untilReady(): Promise<void> {
    let ended: Error | undefined;
    await until('the API server to be ready', READY_TIMEOUT_MS, async () => {
      try {
        this.etcd?.requireRunning();
        this.api?.requireRunning();
      } catch (error) {
        ended = error instanceof Error ? error : new Error(String(error));
        return true;
      }
      this.ca = readFileSync(this.file('certificates/apiserver.crt'), 'utf8');
      const answer = await callApi(this.admin(), {
        method: 'GET',
        path: '/readyz',
        timeoutMs: 5_000,
      });
      return answer.status === 200 ? true : undefined;
    });
    if (ended) throw ended;
  }

  private async grantRights(): Promise<void> {
    for (const { path: to, body } of userRoles()) {
      const answer = await callApi(this.admin(), {
        method: 'POST',
        path: to,
        body,
      });
      if (answer.status !== 201) {
        throw new Error(`The API server refused a role: ${answer.text}`);
      }
    }
    const reader = { ...this.admin(), token: this.tokens['read-only'] };
    await until('the rights to take effect', READY_TIMEOUT_MS, async () => {
      const answer = await callApi(reader, {
        method: 'GET',
        path: '/api/v1/namespaces?limit=1',
      });
      return answer.status === 200 ? true : undefined;
    });
  }

  private async untilControlled(): Promise<void> {
    await until('the controller-manager', READY_TIMEOUT_MS, async () => {
      this.controllers?.requireRunning();
      const answer = await callApi(this.admin(), {
        method: 'GET',
        path: '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager',
      });
      return answer.status === 200 ? true : undefined;
    });
  }

  private async forgetHistory(): Promise<void> {
    await this.api?.stop();
    await compactEverything(this.etcdUrl);
    await this.startApiServer();
  }
}

/**
 * Starts a control plane in a folder of its own and waits until it is ready.
 * Its processes end with this one, however this one ends.
 *
 * @throws Error when the programs are not there, or with the end of the log of
 *   the one that failed.
 */
export async function startControlPlane(
  options: ControlPlaneOptions = {},
): Promise<ControlPlane> {
  const binaries = options.binaries ?? findBinaries();
  if (!binaries) {
    throw new Error(
      'The control plane is not built. Run "yarn workspace control-plane control-plane build", or set KUBEBUILDER_ASSETS to a folder with kube-apiserver, kube-controller-manager and etcd.',
    );
  }
  for (let attempt = 1; ; attempt++) {
    const servers = new Servers(binaries, await freePorts(3));
    try {
      return await servers.start(options);
    } catch (error) {
      await servers.stop();
      // Between choosing a port and using it somebody else may have taken it.
      const taken =
        error instanceof Error && error.message.includes('already in use');
      if (!taken || attempt === ATTEMPTS) throw error;
    }
  }
}
