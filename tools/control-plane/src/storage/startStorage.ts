import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type ApiAccess, callApi } from '../apiClient';
import type { StorageBinaries, StorageBinaryName } from '../binaries';
import { freePorts } from '../freePorts';
import { SupervisedProcess } from '../supervisedProcess';
import { until } from '../until';
import { DriverControl } from './DriverControl';
import { NodeGrowth } from './nodeGrowth';
import { nodeObjects } from './nodeObjects';
import { podStages } from './podStages';
import { programArguments, STAGES_FILE, VOLUMES_FOLDER } from './programArguments';
import {
  type ClusterObject,
  CSI_DRIVER,
  storageObjects,
} from './storageObjects';

const READY_TIMEOUT_MS = 120_000;
const GRACE_S = 2;
/** Provisioner, snapshotter and resizer each ask the driver whether it is ready. */
const SIDECARS_OF_THE_DRIVER = 3;

/**
 * Who plays scheduler and kubelet beside the CSI driver and its sidecars:
 * kube-scheduler and KWOK on four nodes in two zones, or nobody here, because
 * scripted controllers do.
 */
export type StorageOption = 'with-pods' | 'volumes-only';

/** A running CSI driver with its sidecars. */
export interface Storage {
  option: StorageOption;
  /** Name of the driver, as in storage and snapshot classes. */
  driver: string;
  /** Makes the driver fail, hang or be slow, and tells what it keeps. */
  faults: DriverControl;
  /** `<volumesDir>/<volume handle>/` holds the files of a volume; of one that was provisioned here, the handle is the name of the PersistentVolume. */
  volumesDir: string;
  /** Stops one program, as if it had crashed for good. */
  silence(name: StorageBinaryName): Promise<void>;
  /** Starts a silenced program again. */
  wake(name: StorageBinaryName): void;
  stop(): Promise<void>;
}

/** What the storage is started for. */
export interface StorageContext {
  cluster: string;
  access: ApiAccess;
  kubeconfigPath: string;
  /** Of the control plane; logs and volumes lie below. */
  folder: string;
  binaries: StorageBinaries;
  option: StorageOption;
}

class Programs implements Storage {
  readonly driver = CSI_DRIVER;
  readonly option: StorageOption;
  readonly faults: DriverControl;
  readonly volumesDir: string;
  private growth: NodeGrowth | undefined;
  private readonly running = new Map<StorageBinaryName, SupervisedProcess>();

  constructor(
    private readonly context: StorageContext,
    private readonly port: number,
  ) {
    this.option = context.option;
    this.faults = new DriverControl(`http://127.0.0.1:${port}`);
    this.volumesDir = path.join(context.folder, VOLUMES_FOLDER, 'volumes');
  }

  async start(): Promise<void> {
    const { cluster, access } = this.context;
    mkdirSync(this.file(VOLUMES_FOLDER));
    await createAll(access, storageObjects());
    this.wake('csi-directories');
    await until('the CSI driver', READY_TIMEOUT_MS, async () => {
      this.requireRunning();
      return this.faults.inventory();
    });
    this.wake('snapshot-controller');
    this.wake('csi-snapshotter');
    this.wake('csi-provisioner');
    this.wake('csi-resizer');
    if (this.option === 'with-pods') {
      await createAll(access, nodeObjects(cluster, new Date()));
      await untaint(access);
      writeFileSync(this.file(STAGES_FILE), podStages());
      this.wake('kwok');
      this.wake('kube-scheduler');
    }
    await this.untilAsked();
    this.growth = new NodeGrowth(access);
  }

  wake(name: StorageBinaryName): void {
    if (this.running.has(name)) return;
    this.running.set(
      name,
      SupervisedProcess.start(
        name,
        this.context.binaries[name],
        this.argumentsOf(name),
        this.file(`${name}.log`),
        GRACE_S,
      ),
    );
  }

  async silence(name: StorageBinaryName): Promise<void> {
    const program = this.running.get(name);
    this.running.delete(name);
    await program?.stop();
  }

  async stop(): Promise<void> {
    await this.growth?.stop();
    await Promise.all([...this.running.keys()].map(name => this.silence(name)));
  }

  private requireRunning(): void {
    this.running.forEach(program => program.requireRunning());
  }

  /** Waits until all sidecars have spoken to the driver, unless one of them ends. */
  private async untilAsked(): Promise<void> {
    let ended: Error | undefined;
    await until('the CSI sidecars', READY_TIMEOUT_MS, async () => {
      try {
        this.requireRunning();
      } catch (error) {
        ended = error instanceof Error ? error : new Error(String(error));
        return true;
      }
      const { Probe: asked = 0 } = await this.faults.calls();
      return asked >= SIDECARS_OF_THE_DRIVER ? true : undefined;
    });
    if (ended) throw ended;
  }

  private file(name: string): string {
    return path.join(this.context.folder, name);
  }

  private argumentsOf(name: StorageBinaryName): string[] {
    const { kubeconfigPath, folder } = this.context;
    return programArguments({
      kubeconfigPath,
      folder,
      controlPort: this.port,
    })[name];
  }
}

async function createAll(
  access: ApiAccess,
  objects: ClusterObject[],
): Promise<void> {
  for (const { collection, body } of objects) {
    const answer = await callApi(access, {
      method: 'POST',
      path: collection,
      body,
    });
    if (answer.status !== 201) {
      throw new Error(
        `The API server refused the ${body.kind} ${body.metadata.name}: ${answer.text}`,
      );
    }
  }
}

/** New nodes count as not ready until a controller looks at them, which does not run here. */
async function untaint(access: ApiAccess): Promise<void> {
  for (const { collection, body } of nodeObjects('', new Date())) {
    const answer = await callApi(access, {
      method: 'PATCH',
      path: `${collection}/${body.metadata.name}`,
      contentType: 'application/merge-patch+json',
      body: { spec: { taints: null } },
    });
    if (answer.status !== 200) {
      throw new Error(
        `The API server refused the node ${body.metadata.name}: ${answer.text}`,
      );
    }
  }
}

/**
 * Starts the CSI driver of directories, its sidecars and, where wanted, nodes
 * that run pods. The definitions of snapshots must be installed.
 *
 * @throws Error with the end of the log of the program that failed.
 */
export async function startStorage(context: StorageContext): Promise<Storage> {
  const [port] = await freePorts(1);
  const programs = new Programs(context, port);
  try {
    await programs.start();
    return programs;
  } catch (error) {
    await programs.stop();
    throw error;
  }
}
