import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { callApi } from '../apiClient';
import { findBinaries, findStorageBinaries } from '../binaries';
import { type ControlPlane, startControlPlane } from '../controlPlane';
import { findCrds } from '../crds';
import { requireOrLeaveOut } from '../requireOrLeaveOut';
import { startScriptedControllers } from '../scriptedControllers';
import { until } from '../until';
import type { Storage } from './startStorage';

const LIMIT_MS = 300_000;
const WAIT_MS = 60_000;
const CLAIMS = '/api/v1/namespaces/default/persistentvolumeclaims';
const PODS = '/api/v1/namespaces/default/pods';
const SETS = '/apis/apps/v1/namespaces/default/statefulsets';
const SNAPSHOTS =
  '/apis/snapshot.storage.k8s.io/v1/namespaces/default/volumesnapshots';

const rig = requireOrLeaveOut(
  {
    what: 'a CSI driver with real sidecars',
    howToGetIt:
      'Run "yarn workspace control-plane control-plane build" and "… crds", which need Go 1.26, Maven and a Java 21.',
  },
  () => {
    const crds = findCrds()?.filter(({ spec }) =>
      spec.group.endsWith('snapshot.storage.k8s.io'),
    );
    return findBinaries() && findStorageBinaries() ? crds : undefined;
  },
);

if (rig) {
  describe('the storage of a control plane', () => {
    let controlPlane: ControlPlane;
    let storage: Storage;

    beforeAll(async () => {
      controlPlane = await startControlPlane({
        crds: rig,
        storage: 'with-pods',
      });
      if (!controlPlane.storage) throw new Error('There is no storage.');
      storage = controlPlane.storage;
    }, LIMIT_MS);

    afterAll(() => controlPlane?.stop(), LIMIT_MS);

    async function call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', at: string, body?: unknown) {
      const { server, ca, tokens } = controlPlane;
      const answer = await callApi(
        { server, ca, token: tokens.admin },
        {
          method,
          path: at,
          body,
          ...(method === 'PATCH' && {
            contentType: 'application/merge-patch+json',
          }),
        },
      );
      return { code: answer.status, body: JSON.parse(answer.text) };
    }

    const untilStatus = (
      at: string,
      holds: (status: Record<string, unknown>) => boolean,
    ) =>
      until(at, WAIT_MS, async () => {
        const { body } = await call('GET', at);
        if (body.status && holds(body.status)) return body;
        throw new Error(JSON.stringify(body.status));
      });

    async function bound(name: string, spec: Record<string, unknown> = {}) {
      await call('POST', CLAIMS, {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name },
        spec: {
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: '1Gi' } },
          ...spec,
        },
      });
      return untilStatus(`${CLAIMS}/${name}`, ({ phase }) => phase === 'Bound');
    }

    const snapshot = (name: string, claim: string) =>
      call('POST', SNAPSHOTS, {
        apiVersion: 'snapshot.storage.k8s.io/v1',
        kind: 'VolumeSnapshot',
        metadata: { name },
        spec: { source: { persistentVolumeClaimName: claim } },
      });

    const untilReady = (name: string) =>
      untilStatus(`${SNAPSHOTS}/${name}`, ({ readyToUse }) => readyToUse === true);

    it(
      'runs pods in both zones on volumes that wait for them, and keeps a claim in use',
      async () => {
        const labels = { app: 'web' };
        await call('POST', SETS, {
          apiVersion: 'apps/v1',
          kind: 'StatefulSet',
          metadata: { name: 'web' },
          spec: {
            serviceName: 'web',
            replicas: 2,
            selector: { matchLabels: labels },
            template: {
              metadata: { labels },
              spec: {
                containers: [{ name: 'web', image: 'web:1' }],
                topologySpreadConstraints: [
                  {
                    maxSkew: 1,
                    topologyKey: 'topology.kubernetes.io/zone',
                    whenUnsatisfiable: 'DoNotSchedule',
                    labelSelector: { matchLabels: labels },
                  },
                ],
              },
            },
            volumeClaimTemplates: [
              {
                metadata: { name: 'data' },
                spec: {
                  storageClassName: 'csi-directories-late',
                  accessModes: ['ReadWriteOnce'],
                  resources: { requests: { storage: '1Gi' } },
                },
              },
            ],
          },
        });
        await untilStatus(
          `${SETS}/web`,
          ({ readyReplicas }) => readyReplicas === 2,
        );
        const { body: pods } = await call('GET', PODS);
        const nodes: string[] = pods.items.map(
          (pod: { spec: { nodeName: string } }) => pod.spec.nodeName,
        );
        expect(nodes.map(name => name.split('-')[1]).sort()).toEqual([
          'a',
          'b',
        ]);
        await call('DELETE', `${CLAIMS}/data-web-0`);
        await call('DELETE', `${PODS}/web-1`);
        await until('the second pod to come again', WAIT_MS, async () => {
          const { body } = await call('GET', `${PODS}/web-1`);
          return body.metadata?.uid !== pods.items[1].metadata.uid &&
            body.status?.phase === 'Running'
            ? true
            : undefined;
        });
        const { body: used } = await call('GET', `${CLAIMS}/data-web-0`);
        expect(used.metadata.deletionTimestamp).toBeDefined();
        await call('DELETE', `${SETS}/web`);
        await until('the claim to go with its pod', WAIT_MS, async () =>
          (await call('GET', `${CLAIMS}/data-web-0`)).code === 404
            ? true
            : undefined,
        );
      },
      LIMIT_MS,
    );

    it(
      'restores the bytes of the cut',
      async () => {
        const claim = await bound('data');
        const file = (volume: string) =>
          path.join(storage.volumesDir, volume, 'log');
        writeFileSync(file(claim.spec.volumeName), 'before');
        await snapshot('point', 'data');
        await untilReady('point');
        writeFileSync(file(claim.spec.volumeName), 'after');
        const restored = await bound('restored', {
          dataSource: {
            apiGroup: 'snapshot.storage.k8s.io',
            kind: 'VolumeSnapshot',
            name: 'point',
          },
        });
        expect(readFileSync(file(restored.spec.volumeName), 'utf8')).toBe(
          'before',
        );
      },
      LIMIT_MS,
    );

    it(
      'ends a growth with a pod that uses the claim, offline with one that has started since',
      async () => {
        const podFor = async (claim: string) => {
          await call('POST', PODS, {
            apiVersion: 'v1',
            kind: 'Pod',
            metadata: { name: claim },
            spec: {
              containers: [{ name: 'c', image: 'c:1' }],
              volumes: [
                { name: 'd', persistentVolumeClaim: { claimName: claim } },
              ],
            },
          });
          return untilStatus(
            `${PODS}/${claim}`,
            ({ phase }) => phase === 'Running',
          );
        };
        const grow = (claim: string) =>
          call('PATCH', `${CLAIMS}/${claim}`, {
            spec: { resources: { requests: { storage: '2Gi' } } },
          });
        const untilGrown = (claim: string) =>
          untilStatus(`${CLAIMS}/${claim}`, ({ capacity }) =>
            JSON.stringify(capacity).includes('2Gi'),
          );
        await bound('offline', {
          storageClassName: 'csi-directories-by-restart',
        });
        await bound('online', { storageClassName: 'csi-directories-by-node' });
        const { status } = await podFor('offline');
        await podFor('online');
        // Times have whole seconds, and this pod must not count as started since.
        await until('the next second', WAIT_MS, async () =>
          Date.now() - Date.parse(status.startTime) > 2_000 ? true : undefined,
        );
        await grow('offline');
        await untilStatus(`${CLAIMS}/offline`, now =>
          JSON.stringify(now).includes('NodeResizePending'),
        );
        // When the later one is done, the earlier one has been looked at.
        await grow('online');
        await untilGrown('online');
        const { body } = await call('GET', `${CLAIMS}/offline`);
        expect(body.status).toMatchObject({
          capacity: { storage: '1Gi' },
          allocatedResourceStatuses: { storage: 'NodeResizePending' },
        });
        await call('DELETE', `${PODS}/offline`);
        await until('the pod to go', WAIT_MS, async () =>
          (await call('GET', `${PODS}/offline`)).code === 404
            ? true
            : undefined,
        );
        await podFor('offline');
        const grown = await untilGrown('offline');
        expect(grown.status).not.toHaveProperty('allocatedResourceStatuses');
        expect(grown.status).not.toHaveProperty('conditions');
      },
      LIMIT_MS,
    );

    it(
      'has sidecars that fall silent and wake, and cuts once although an answer was lost',
      async () => {
        await bound('quiet');
        await storage.silence('csi-snapshotter');
        await snapshot('quiet', 'quiet');
        const { status } = await untilStatus(
          `${SNAPSHOTS}/quiet`,
          ({ boundVolumeSnapshotContentName: content }) =>
            content !== undefined,
        );
        expect(status).not.toHaveProperty('creationTime');
        await storage.faults.order({
          operation: 'CreateSnapshot',
          kind: 'fail',
          code: 'UNAVAILABLE',
          times: 1,
          after: true,
        });
        storage.wake('csi-snapshotter');
        const { metadata } = await untilReady('quiet');
        const { snapshots } = await storage.faults.inventory();
        expect(
          snapshots.filter(({ id }) => id === `snapshot-${metadata.uid}`),
        ).toHaveLength(1);
        const calls = await storage.faults.calls();
        expect(calls.CreateSnapshot).toBeGreaterThan(1);
      },
      LIMIT_MS,
    );

    it(
      'works on after the API server has forgotten its history',
      async () => {
        await controlPlane.forgetHistory();
        await bound('later');
        await snapshot('later', 'later');
        const { status } = await untilReady('later');
        expect(status).not.toHaveProperty('error');
      },
      LIMIT_MS,
    );

    it('says which order it does not understand', () =>
      expect(
        storage.faults.order({ operation: '*', kind: 'slow', delayMs: 0 }),
      ).rejects.toThrow(/needs a delayMs/));

    it('refuses a second player of the pods', () =>
      expect(
        startScriptedControllers(controlPlane, { speed: 1, log: () => {} }),
      ).rejects.toThrow(/KWOK plays the pods/));

    it(
      'leaves nothing behind',
      async () => {
        await controlPlane.stop();
        await expect(storage.faults.inventory()).rejects.toThrow();
        expect(existsSync(controlPlane.folder)).toBe(false);
      },
      LIMIT_MS,
    );
  });
}
