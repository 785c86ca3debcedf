import {
  findBinaries,
  findCrds,
  findStorageBinaries,
  requireOrLeaveOut,
} from 'control-plane';

/**
 * For the top of a test file that needs the rig: a real API server, the CSI
 * driver with its sidecars, and the definitions of snapshots. Whether they are
 * there; without them the file leaves its tests out.
 *
 * @throws Error when they are missing and `PENSTOCK_REQUIRE_ALL=1`.
 */
export function requireRig(): boolean {
  const found = requireOrLeaveOut(
    {
      what: 'everything on real CSI sidecars',
      howToGetIt:
        'run "yarn workspace control-plane control-plane build" and "… crds", which need Go 1.26, Maven and a Java 21',
    },
    () =>
      findBinaries() && findStorageBinaries() && findCrds() ? true : undefined,
  );
  return found === true;
}
