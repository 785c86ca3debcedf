import {
  CSI_DRIVER,
  type DriverOperation,
  findCrds,
  startControlPlane,
  startScriptedControllers,
} from 'control-plane';
import { StandingOrders } from 'sandbox';
import { Api } from '../Api';
import { startTarget } from '../startTarget';
import type { TargetName } from '../target';

/** What a driver is asked for. */
export type DriverWork =
  | 'provision'
  | 'expand'
  | 'modify'
  | 'snapshot'
  | 'groupSnapshot';

/** How it goes wrong: an error that may pass, no answer, or a refusal for good (`expand` and `modify` only). */
export type DriverTrouble = 'fail' | 'hang' | 'infeasible';

/** Of the sandbox's scripted storage. */
const SCRIPTED_DRIVER = 'disk.csi.penstock.dev';
const CALLS: Record<DriverWork, DriverOperation> = {
  provision: 'CreateVolume',
  expand: 'ControllerExpandVolume',
  modify: 'ControllerModifyVolume',
  snapshot: 'CreateSnapshot',
  groupSnapshot: 'CreateVolumeGroupSnapshot',
};
const SPEED = 50;
const LAST_LINES = 15;

/** A cluster with a storage driver that cuts, copies and grows volumes, and with pods. */
export interface CsiTarget {
  api: Api;
  /** Name of the driver, for classes. */
  driver: string;
  /** Parameters of a storage class whose volumes grow only with a pod's help. */
  byNode: Record<string, string>;
  /** Lets the driver's work go wrong until the returned function is called. */
  trouble(work: DriverWork, how: DriverTrouble): Promise<() => Promise<void>>;
  /** What the controllers said last, for the error of a case that failed. */
  lastWords(): string;
  stop(): Promise<void>;
}

/**
 * Starts the rig (real API server, sidecars and CSI driver) or the sandbox with
 * its scripted storage.
 *
 * @throws Error when the rig is not built.
 */
export function startCsiTarget(name: TargetName): Promise<CsiTarget> {
  return name === 'real' ? startRig() : startSimulated();
}

async function startRig(): Promise<CsiTarget> {
  const crds = (findCrds() ?? []).filter(({ spec }) =>
    spec.group.endsWith('snapshot.storage.k8s.io'),
  );
  const controlPlane = await startControlPlane({
    name: 'rig',
    crds,
    storage: 'with-pods',
  });
  const { server, ca, tokens, storage } = controlPlane;
  if (!storage) throw new Error('The rig was started without its storage.');
  return {
    api: new Api({ server, ca, token: tokens.admin }),
    driver: CSI_DRIVER,
    byNode: { nodeExpansion: 'online' },
    async trouble(work, kind) {
      const operation = CALLS[work];
      await storage.faults.order({ operation, kind });
      return () => storage.faults.heal(operation);
    },
    lastWords: () => '',
    stop: () => controlPlane.stop(),
  };
}

async function startSimulated(): Promise<CsiTarget> {
  const target = await startTarget('sandbox');
  const orders = new StandingOrders();
  const log: string[] = [];
  const controllers = await startScriptedControllers(target, {
    speed: SPEED,
    log: line => log.push(line),
    orders,
  });
  const { server, ca, tokens } = target;
  return {
    api: new Api({ server, ca, token: tokens.admin }),
    driver: SCRIPTED_DRIVER,
    byNode: {},
    async trouble(operation, mode) {
      const standing = orders.add({ kind: 'driver', operation, mode });
      return async () => standing.lift();
    },
    lastWords: () => log.slice(-LAST_LINES).join('\n'),
    async stop() {
      await controllers.stop();
      await target.stop();
    },
  };
}
