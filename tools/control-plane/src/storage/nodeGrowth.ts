import { setTimeout as wait } from 'node:timers/promises';
import { type ApiAccess, callApi } from '../apiClient';
import { FirstSeen } from './FirstSeen';

const LOOK_MS = 250;
const CLAIMS = '/api/v1/persistentvolumeclaims';
const CLASSES = '/apis/storage.k8s.io/v1/storageclasses';
const RUNNING_PODS = '/api/v1/pods?fieldSelector=status.phase%3DRunning';
/** Conditions that end with a growth. */
const OF_GROWTH = ['Resizing', 'FileSystemResizePending'];

interface Condition {
  type: string;
  lastTransitionTime?: string;
}

interface StorageClass {
  metadata: { name: string };
  parameters?: Record<string, string>;
}

interface Claim {
  metadata: {
    uid: string;
    name: string;
    namespace: string;
    resourceVersion: string;
  };
  spec: { storageClassName?: string };
  status?: {
    allocatedResources?: { storage?: string };
    allocatedResourceStatuses?: { storage?: string };
    conditions?: Condition[];
  };
}

interface Pod {
  metadata: { uid: string; namespace: string };
  spec: { volumes?: { persistentVolumeClaim?: { claimName: string } }[] };
  status?: { startTime?: string };
}

/**
 * Plays the kubelet's half of a growth, which neither KWOK nor the scripted
 * pods do: a claim that waits for its node gets its new capacity as soon as a
 * running pod uses it, or, where the class grows offline, one that has started
 * since.
 */
export class NodeGrowth {
  private readonly stopping = new AbortController();
  private readonly ended: Promise<void>;
  /** At which look each claim that waits was first seen to wait, and each running pod to run. */
  private readonly waitsFrom = new FirstSeen();
  private readonly runsFrom = new FirstSeen();

  constructor(private readonly access: ApiAccess) {
    this.ended = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.ended;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      // An API server that is being restarted is asked again at the next look.
      await this.look().catch(() => {});
      await wait(LOOK_MS, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  private async look(): Promise<void> {
    const waiting = (await this.list<Claim>(CLAIMS)).filter(
      ({ status }) =>
        status?.allocatedResourceStatuses?.storage === 'NodeResizePending',
    );
    const pods = await this.list<Pod>(RUNNING_PODS);
    this.waitsFrom.look(waiting);
    this.runsFrom.look(pods);
    if (waiting.length === 0) return;
    const offline = (await this.list<StorageClass>(CLASSES))
      .filter(({ parameters }) => parameters?.nodeExpansion === 'offline')
      .map(({ metadata }) => metadata.name);
    for (const claim of waiting) {
      const isOffline = offline.includes(claim.spec.storageClassName ?? '');
      const mounted = pods.some(
        pod => uses(pod, claim) && (!isOffline || this.isNewer(pod, claim)),
      );
      if (mounted) await this.finish(claim);
    }
  }

  /** Started since the claim waits; within one second the times do not tell, so a pod that was seen before the wait is older. */
  private isNewer(pod: Pod, claim: Claim): boolean {
    return (
      startOf(pod) >= pendingSince(claim) &&
      this.runsFrom.of(pod) >= this.waitsFrom.of(claim)
    );
  }

  private async list<T>(path: string): Promise<T[]> {
    const answer = await callApi(this.access, { method: 'GET', path });
    const list: { items?: T[] } = JSON.parse(answer.text);
    return list.items ?? [];
  }

  private async finish({ metadata, status }: Claim): Promise<void> {
    const { name, namespace, resourceVersion } = metadata;
    const kept = (status?.conditions ?? []).filter(
      ({ type }) => !OF_GROWTH.includes(type),
    );
    await callApi(this.access, {
      method: 'PATCH',
      path: `/api/v1/namespaces/${namespace}/persistentvolumeclaims/${name}/status`,
      contentType: 'application/merge-patch+json',
      body: {
        // What the claim has become meanwhile is looked at anew.
        metadata: { resourceVersion },
        status: {
          capacity: status?.allocatedResources,
          allocatedResourceStatuses: null,
          conditions: kept,
        },
      },
    });
  }
}

/** Milliseconds since 1970, in whole seconds as the API server keeps them. */
function pendingSince({ status }: Claim): number {
  const pending = status?.conditions?.find(
    ({ type }) => type === 'FileSystemResizePending',
  );
  return Date.parse(pending?.lastTransitionTime ?? '');
}

function startOf({ status }: Pod): number {
  return status?.startTime ? Date.parse(status.startTime) : 0;
}

function uses({ metadata, spec }: Pod, claim: Claim): boolean {
  return (
    metadata.namespace === claim.metadata.namespace &&
    (spec.volumes ?? []).some(
      ({ persistentVolumeClaim }) =>
        persistentVolumeClaim?.claimName === claim.metadata.name,
    )
  );
}
