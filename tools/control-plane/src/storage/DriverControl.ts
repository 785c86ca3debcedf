const TIMEOUT_MS = 30_000;

/** The calls of CSI that can be told to go wrong; `*` is all of them. */
export type DriverOperation =
  | '*'
  | 'CreateVolume'
  | 'DeleteVolume'
  | 'ControllerExpandVolume'
  | 'ControllerModifyVolume'
  | 'CreateSnapshot'
  | 'DeleteSnapshot'
  | 'ListSnapshots'
  | 'CreateVolumeGroupSnapshot'
  | 'GetVolumeGroupSnapshot'
  | 'DeleteVolumeGroupSnapshot'
  | 'ValidateVolumeCapabilities';

/** What goes wrong. */
export type DriverFault =
  /** It answers a gRPC code, as `UNAVAILABLE`; default `INTERNAL`. */
  | { kind: 'fail'; code?: string; message?: string }
  /** It answers `INVALID_ARGUMENT`: the sidecars know that trying again is useless. */
  | { kind: 'infeasible'; message?: string }
  /** It answers nothing until healed, or until the caller gives up. */
  | { kind: 'hang' }
  /** It works after a delay. */
  | { kind: 'slow'; delayMs: number }
  /** It cuts a snapshot at once and has it ready to use after a delay. */
  | { kind: 'upload'; delayMs: number };

/** An order to the CSI driver. */
export type DriverOrder = DriverFault & {
  operation: DriverOperation;
  /** How often it happens; default until healed. */
  times?: number;
  /** Does the work first, so that only its answer is lost. */
  after?: boolean;
  /** Only calls that name this volume, snapshot or group. */
  volume?: string;
};

/** What the driver keeps. */
export interface DriverInventory {
  /** Volumes lie in `<root>/volumes/<id>`, snapshots in `<root>/snapshots/<id>`. */
  root: string;
  volumes: { id: string; capacityBytes: number }[];
  snapshots: {
    id: string;
    sourceVolume: string;
    cutAt: string;
    group?: string;
  }[];
  groups: { id: string; cutAt: string; snapshots: string[] }[];
}

/** The listener of the CSI driver for fault orders. */
export class DriverControl {
  /** @param url - `http://127.0.0.1:40123` */
  constructor(readonly url: string) {}

  /**
   * Puts an order in force, after those that are.
   *
   * @throws Error with the driver's reason when it does not understand it.
   */
  async order(order: DriverOrder): Promise<void> {
    await this.call('POST', '/faults', order);
  }

  /** Ends the orders for one operation, or all, and lets go what hangs. */
  async heal(operation?: DriverOperation): Promise<void> {
    const query = operation
      ? `?operation=${encodeURIComponent(operation)}`
      : '';
    await this.call('DELETE', `/faults${query}`);
  }

  /** How often each call of CSI came, those that went wrong included. */
  async calls(): Promise<Record<string, number>> {
    const answer = await this.call('GET', '/calls');
    if (hasField(answer, 'calls') && isCounts(answer.calls)) {
      return answer.calls;
    }
    throw new Error('The CSI driver answered without counts.');
  }

  /** What the driver keeps at this moment. */
  async inventory(): Promise<DriverInventory> {
    const answer = await this.call('GET', '/inventory');
    if (isInventory(answer)) return answer;
    throw new Error('The CSI driver answered without an inventory.');
  }

  private async call(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<unknown> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!answer.ok) {
      throw new Error(
        `The CSI driver refused ${method} ${path}: ${await answer.text()}`,
      );
    }
    return answer.json();
  }
}

function hasField<K extends string>(
  value: unknown,
  field: K,
): value is Record<K, unknown> {
  return typeof value === 'object' && value !== null && field in value;
}

function isCounts(value: unknown): value is Record<string, number> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every(count => typeof count === 'number')
  );
}

function isInventory(value: unknown): value is DriverInventory {
  return (
    hasField(value, 'root') &&
    hasField(value, 'volumes') &&
    hasField(value, 'snapshots') &&
    hasField(value, 'groups') &&
    [value.volumes, value.snapshots, value.groups].every(Array.isArray)
  );
}
