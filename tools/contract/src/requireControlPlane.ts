import {
  type Binaries,
  type CrdDocument,
  findBinaries,
  findCrds,
  requireOrLeaveOut,
} from 'control-plane';

/**
 * For the top of a test file that needs the real API server with the
 * operators' definitions: both, or undefined when the file leaves its tests
 * out.
 *
 * @throws Error when they are missing and `PENSTOCK_REQUIRE_ALL=1`.
 */
export function requireControlPlane():
  | { binaries: Binaries; crds: CrdDocument[] }
  | undefined {
  return requireOrLeaveOut(
    {
      what: 'everything on a real Kubernetes API server',
      howToGetIt:
        'run "yarn workspace control-plane control-plane build" and "… crds", which need Go 1.26, Maven and a Java 21',
    },
    () => {
      const binaries = findBinaries();
      const crds = findCrds();
      return binaries && crds ? { binaries, crds } : undefined;
    },
  );
}
