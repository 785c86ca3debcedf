import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  findCrds,
  kubeconfig,
  startControlPlane,
  type Tokens,
} from 'control-plane';
import { startSandbox } from 'sandbox';
import type { Target, TargetName } from './target';

const CLUSTER = 'prod-north';
const FAULT_TIMEOUT_MS = 60_000;

/** What a target has besides its API server. */
export interface TargetOptions {
  /** CSI sidecars and a driver at the real one; the sandbox's scripted controllers play theirs. */
  storage?: boolean;
  /** Notes at the real one what the product asks for. */
  audit?: boolean;
}

/**
 * Starts one of the two servers, each on ports and in a folder of its own.
 *
 * @throws Error when the real one is not built; see `requireControlPlane`.
 */
export function startTarget(
  name: TargetName,
  options: TargetOptions = {},
): Promise<Target> {
  return name === 'real' ? startReal(options) : startSimulated();
}

async function startReal({
  storage = false,
  audit = false,
}: TargetOptions): Promise<Target> {
  const controlPlane = await startControlPlane({
    name: 'real',
    crds: findCrds() ?? [],
    ...(storage && { storage: 'volumes-only' }),
    audit,
  });
  return {
    name: 'real',
    server: controlPlane.server,
    ca: controlPlane.ca,
    tokens: controlPlane.tokens,
    kubeconfigPath: controlPlane.kubeconfigPath,
    folder: controlPlane.folder,
    storage: controlPlane.storage,
    audit: controlPlane.audit,
    forgetHistory: () => controlPlane.forgetHistory(),
    stop: () => controlPlane.stop(),
  };
}

async function startSimulated(): Promise<Target> {
  const sandbox = await startSandbox();
  const { server, ca } = sandbox.access(CLUSTER, 'admin');
  const token = (user: keyof Tokens) => sandbox.access(CLUSTER, user).token;
  const tokens: Tokens = {
    admin: token('admin'),
    penstock: token('penstock'),
    'read-only': token('read-only'),
    nobody: token('nobody'),
  };
  const kubeconfigPath = path.join(sandbox.stateDir, 'contract-kubeconfig');
  await writeFile(kubeconfigPath, kubeconfig(CLUSTER, server, ca, tokens), {
    mode: 0o600,
  });
  return {
    name: 'sandbox',
    server,
    ca,
    tokens,
    kubeconfigPath,
    folder: sandbox.stateDir,
    forgetHistory: () => orderFault(sandbox.control, 'expire-watches'),
    stop: () => sandbox.stop(),
  };
}

async function orderFault(control: string, fault: string): Promise<void> {
  const answer = await fetch(`${control}/faults`, {
    method: 'POST',
    body: JSON.stringify({ cluster: CLUSTER, fault }),
    signal: AbortSignal.timeout(FAULT_TIMEOUT_MS),
  });
  if (!answer.ok) {
    throw new Error(
      `The sandbox refused the fault ${fault}: ${await answer.text()}`,
    );
  }
}
