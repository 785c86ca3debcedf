import { freshCopy } from './freshCopy';

const OLD = '11111111-2222-3333-4444-555555555555';
const NEW = '99999999-2222-3333-4444-555555555555';

it('moves instants and replaces uids wherever they are mentioned', () => {
  const copy = freshCopy(
    {
      revision: 7,
      objects: {
        '/persistentvolumeclaims': [
          {
            apiVersion: 'v1',
            kind: 'PersistentVolumeClaim',
            metadata: {
              name: 'data',
              namespace: 'n',
              uid: OLD,
              creationTimestamp: '2026-11-20T23:59:30Z',
            },
            spec: {
              volumeName: `pvc-${OLD}`,
              note: 'since 2026-11-20T23:59:30Z',
            },
            status: { at: '2026-11-20T23:59:30.250Z' },
          },
        ],
      },
    },
    60_000,
    (resource, { namespace, name }) => {
      expect([resource, namespace, name]).toEqual([
        '/persistentvolumeclaims',
        'n',
        'data',
      ]);
      return NEW;
    },
  );
  expect(copy.objects['/persistentvolumeclaims']?.[0]).toMatchObject({
    metadata: { uid: NEW, creationTimestamp: '2026-11-21T00:00:30Z' },
    spec: { volumeName: `pvc-${NEW}`, note: 'since 2026-11-20T23:59:30Z' },
    status: { at: '2026-11-21T00:00:30.250Z' },
  });
});
