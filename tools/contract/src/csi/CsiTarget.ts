import {
  CSI_DRIVER,
  findCrds,
  startControlPlane,
  startScriptedControllers,
} from 'control-plane';
import { StandingOrders } from 'sandbox';
import { Api } from '../Api';
import { startTarget } from '../startTarget';
import type { TargetName } from '../target';

/** Of the sandbox's scripted storage. */
const SCRIPTED_DRIVER = 'disk.csi.penstock.dev';
const SPEED = 50;
const LAST_LINES = 15;

/** What a driver can be told to refuse for good. */
export type Refusable = 'expand' | 'modify';

/** A cluster with a storage driver that cuts, copies and grows volumes, and with pods. */
export interface CsiTarget {
  api: Api;
  /** Name of the driver, for classes. */
  driver: string;
  /** Parameters of a storage class whose volumes grow only with a pod's help. */
  byNode: Record<string, string>;
  /** Lets the driver answer `InvalidArgument` until the returned function is called. */
  refuse(what: Refusable): Promise<() => Promise<void>>;
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
  const operations = {
    expand: 'ControllerExpandVolume',
    modify: 'ControllerModifyVolume',
  } as const;
  return {
    api: new Api({ server, ca, token: tokens.admin }),
    driver: CSI_DRIVER,
    byNode: { nodeExpansion: 'true' },
    async refuse(what) {
      const operation = operations[what];
      await storage.faults.order({ operation, kind: 'infeasible' });
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
    async refuse(what) {
      const standing = orders.add({
        kind: 'driver',
        operation: what,
        mode: 'infeasible',
      });
      return async () => standing.lift();
    },
    lastWords: () => log.slice(-LAST_LINES).join('\n'),
    async stop() {
      await controllers.stop();
      await target.stop();
    },
  };
}
