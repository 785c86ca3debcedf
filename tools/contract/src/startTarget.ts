import { findCrds, startControlPlane } from 'control-plane';
import type { Target, TargetName } from './target';

/**
 * Starts one of the two servers, each on ports and in a folder of its own.
 *
 * @throws Error when the real one is not built; see `requireControlPlane`.
 */
export function startTarget(name: TargetName): Promise<Target> {
  return name === 'real' ? startReal() : startSimulated();
}

async function startReal(): Promise<Target> {
  const controlPlane = await startControlPlane({
    name: 'real',
    crds: findCrds() ?? [],
  });
  return {
    name: 'real',
    server: controlPlane.server,
    ca: controlPlane.ca,
    tokens: controlPlane.tokens,
    users: {
      admin: 'admin',
      penstock: 'penstock',
      'read-only': 'read-only',
      nobody: 'nobody',
    },
    kubeconfigPath: controlPlane.kubeconfigPath,
    forgetHistory: () => controlPlane.forgetHistory(),
    stop: () => controlPlane.stop(),
  };
}

async function startSimulated(): Promise<Target> {
  throw new Error('The sandbox cannot be started yet.');
}
