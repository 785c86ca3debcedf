import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import {
  fixture,
  NAMES,
  objectOf,
  plannedElementOf,
} from '../../../__testUtils__/engineOperations/plannedElementOf';
import {
  readableCheck,
  readableGroup,
  readableSteps,
} from '../../../__testUtils__/engineOperations/readableSteps';
import { setField } from '../../../__testUtils__/engineOperations/setField';
import { statefulSetEngine } from '../engine';
import { statefulSetSizeGroups } from './sizeGroups';

function groupsOf(objects: KubernetesObject[], unread = false) {
  return statefulSetSizeGroups(
    plannedElementOf(statefulSetEngine, objects, {
      root: 'StatefulSet cache',
      unread,
    }),
  );
}

function objections(change: (root: KubernetesObject) => void): string[] {
  const objects = fixture('statefulset/testdata/healthy.yaml');
  change(objectOf(objects, 'StatefulSet'));
  return groupsOf(objects)[0]
    .checks.filter(check => check.result !== 'pass')
    .map(readableCheck);
}

describe('size groups of a StatefulSet', () => {
  it('are one for each claim template, and one for each claim that it does not make or needs no more', () => {
    expect(
      groupsOf(fixture('statefulset/testdata/healthy.yaml')).map(group => [
        group.title,
        group.owner.kind,
        ...group.claims,
      ]),
    ).toEqual([
      ['claim template data', 'StatefulSet', 'data-cache-0', 'data-cache-1'],
      ['claim template log', 'StatefulSet', 'log-cache-0', 'log-cache-1'],
      ['claim common', 'PersistentVolumeClaim', 'common'],
      ['claim data-cache-2', 'PersistentVolumeClaim', 'data-cache-2'],
    ]);
  });

  it('have their claims by ordinal, in whatever order they are known', () => {
    const claims = (objects: KubernetesObject[]) => groupsOf(objects).map(group => group.claims);
    expect(claims([...fixture('statefulset/testdata/healthy.yaml')].reverse()).slice(0, 2)).toEqual(claims(fixture('statefulset/testdata/healthy.yaml')).slice(0, 2));
  });

  it('say what was looked at', () => {
    const [data] = groupsOf(fixture('statefulset/testdata/healthy.yaml'));
    expect(readableGroup(data)).toMatchInlineSnapshot(`
      [
        "claim template data: data-cache-0, data-cache-1",
        "  StatefulSet cache spec.volumeClaimTemplates.0.spec.resources.requests.storage = 10Gi by Penstock",
        "  pass OPERATOR_SETTLED: Kubernetes has applied the newest spec of StatefulSet cache.",
        "  pass REPLICAS_COMPLETE: 2 of 2 pods of StatefulSet cache are ready.",
        "  pass CLAIMS_OUTLIVE_OWNER: The claims stay when StatefulSet cache is deleted.",
        "  pass CLAIMS_BOUND: 2 of 2 claims are bound.",
        "  pass CLAIMS_ONE_CLASS: All claims have the storage class fast-ssd.",
        "  pass NO_RESIZE_RUNNING: No volume is being expanded.",
        "  pass MEMBERS_ALIKE: All volumes ask for 10Gi.",
      ]
    `);
  });

  it.each<[string, (root: KubernetesObject) => void, string]>([
    [
      'a spec that is not seen yet',
      root => setField(root, 'metadata/generation', 9),
      'block OPERATOR_SETTLED: Kubernetes has not seen the newest spec of StatefulSet cache.',
    ],
    [
      'pods that are being replaced',
      root => setField(root, 'status/updateRevision', 'cache-new'),
      'block NO_ROLLING_UPDATE: The pods of StatefulSet cache are being replaced.',
    ],
    [
      'a pod that is not ready',
      root => setField(root, 'status/readyReplicas', 1),
      'block REPLICAS_COMPLETE: 1 of 2 pods of StatefulSet cache are ready.',
    ],
    [
      'claims that go with it',
      root =>
        setField(root, 'spec/persistentVolumeClaimRetentionPolicy', {
          whenDeleted: 'Delete',
        }),
      'block CLAIMS_OUTLIVE_OWNER: StatefulSet cache takes its claims along when it is deleted, and it has to be made again to state another size.',
    ],
  ])('object to %s', (_, change, expected) => {
    expect(objections(change)).toEqual([expected]);
  });

  it('cannot be restated by one that may not be read whole', () => {
    const [data] = groupsOf(fixture('statefulset/testdata/healthy.yaml'), true);
    const said = data.restate?.([], NAMES);
    expect(said && readableSteps(said)).toEqual([
      'block SIZE_STATED: StatefulSet cache cannot be read whole, so it could not be made again as it is.',
    ]);
  });
});

describe('what is an element', () => {
  it.each([
    [undefined, true],
    [[{ apiVersion: 'v1', kind: 'Team', name: 'mine', uid: 'u' }], true],
    [
      [
        {
          apiVersion: 'x/v1',
          kind: 'Cache',
          name: 'mine',
          uid: 'u',
          controller: true,
        },
      ],
      false,
    ],
  ])('owners %j: %s', (ownerReferences, expected) => {
    const root = objectOf(
      fixture('statefulset/testdata/healthy.yaml'),
      'StatefulSet',
    );
    expect(
      statefulSetEngine.isElement?.({
        ...root,
        metadata: { ...root.metadata, ownerReferences },
      }),
    ).toBe(expected);
  });
});
