import type { Reachability } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ClusterState } from './ClusterConnection';
import type { UnreachableClass } from './ClusterUnreachableError';

/** Build metadata by which a cluster says that it is simulated. */
const SIMULATED = /\+(?:.*[.-])?simulated\b/;

/** Remembers how a cluster last behaved, so that nobody has to ask it to know. */
export class ClusterRecord {
  private reachability: Reachability;
  private version: string | undefined;
  private lastSeenAt: string | undefined;

  constructor(cluster: string, private readonly now: () => number) {
    this.reachability = {
      state: 'unreachable',
      class: 'connecting',
      reason: `Cluster ${cluster} has not answered yet since this backend started.`,
      since: this.instant(),
    };
  }

  answered(latencyMs: number): void {
    this.lastSeenAt = this.instant();
    this.reachability = { state: 'reachable', latencyMs: Math.round(latencyMs) };
  }

  /** `since` stays that of the first failure of the same class. */
  failed(failure: UnreachableClass, reason: string): void {
    const before = this.reachability;
    const since = before.state === 'unreachable' && before.class === failure ? before.since : this.instant();
    this.reachability = { state: 'unreachable', class: failure, reason, since };
  }

  isReachable(): boolean {
    return this.reachability.state === 'reachable';
  }

  versionRead(version: string): void {
    this.version = version;
  }

  state(): ClusterState {
    return {
      reachable: this.reachability,
      version: this.version,
      simulated: this.version !== undefined && SIMULATED.test(this.version),
      lastSeenAt: this.lastSeenAt,
    };
  }

  private instant(): string {
    return new Date(this.now()).toISOString();
  }
}
