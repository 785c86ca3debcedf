import type { KubernetesObject, PlannedWait } from '@penstock/backstage-plugin-data-pipelines-node';
import { observe } from '../../__testUtils__/engineOperations/observe';
import { NAMES } from '../../__testUtils__/engineOperations/plannedElementOf';
import { readableSteps } from '../../__testUtils__/engineOperations/readableSteps';
import { setField } from '../../__testUtils__/engineOperations/setField';
import { sparkOperations } from '../spark/operations/sparkOperations';
import { statefulSetSteps } from './plainStatefulSet';

function set(): KubernetesObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: {
      name: 'cache',
      namespace: 'orders',
      uid: 'u-set',
      resourceVersion: '7',
      generation: 3,
      labels: { app: 'cache' },
      annotations: { note: 'x' },
    },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'cache' } },
      template: {
        metadata: { labels: { app: 'cache' } },
        spec: { containers: [{ name: 'cache' }] },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: {
            accessModes: ['ReadWriteOnce'],
            resources: { requests: { storage: '10Gi' } },
          },
        },
        {
          metadata: { name: 'log' },
          spec: { resources: { requests: { storage: '1Gi' } } },
        },
      ],
    },
    status: { replicas: 2 },
  };
}

function claim(name: string): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace: 'orders', uid: `u-${name}` },
    spec: { resources: { requests: { storage: '10Gi' } } },
  };
}

function pod(name: string, owner: string | undefined, ready = true): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'orders',
      uid: name,
      labels: { app: 'cache' },
      ...(owner === undefined
        ? {}
        : {
            ownerReferences: [
              {
                apiVersion: 'apps/v1',
                kind: 'StatefulSet',
                name: 'cache',
                uid: owner,
              },
            ],
          }),
    },
    status: {
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    },
  };
}

function stepsOf(template = 'data', object = set()) {
  return statefulSetSteps(
    {
      cluster: 'prod-north',
      element: 'cache',
      set: object,
      template,
      claims: [claim('data-cache-0'), claim('data-cache-1')],
    },
    '20Gi',
    NAMES,
  );
}

describe('growing the claims of a plain StatefulSet', () => {
  it('grows the claims, takes the set away from around its pods, and makes it again', () => {
    expect(readableSteps(stepsOf())).toMatchInlineSnapshot(`
      [
        "grow/cache/claims [Running, 60 s] of cache: Ask for 20Gi for each claim of cache",
        "  patch PersistentVolumeClaim data-cache-0: spec.resources.requests.storage 10Gi -> 20Gi",
        "  patch PersistentVolumeClaim data-cache-1: spec.resources.requests.storage 10Gi -> 20Gi",
        "grow/cache/release [Running, 300 s] of cache: Take StatefulSet cache away from around its pods",
        "  delete StatefulSet cache, orphan",
        "  wait statefulset.gone of StatefulSet cache with {}",
        "  undo: create StatefulSet orders/cache",
        "  undo: wait statefulset.adopted of StatefulSet cache; Pods by cache with {"size":"10Gi"}",
        "grow/cache/recreate [Running, 300 s] of cache: Make StatefulSet cache again with 20Gi",
        "  create StatefulSet orders/cache",
        "  wait statefulset.adopted of StatefulSet cache; Pods by cache with {"size":"20Gi"}",
        "  undo: delete StatefulSet cache (its own), orphan",
        "  undo: wait statefulset.gone of StatefulSet cache with {}",
      ]
    `);
  });

  it('makes the same set but for the one size, with the label of the operation', () => {
    const said = stepsOf();
    const made = said.possible && said.steps[2].acts[0];
    const before = set();
    setField(before, 'metadata', {
      name: 'cache',
      namespace: 'orders',
      labels: {
        app: 'cache',
        'penstock.dev/operation': 'op-abcdefghijkl',
        'penstock.dev/element': 'cache',
      },
      annotations: { note: 'x' },
    });
    const { status: _status, ...bare } = before;
    expect(made && made.act === 'create' && made.object).toEqual(JSON.parse(JSON.stringify(bare).replace('10Gi', '20Gi')));
  });

  it('is refused where an operator makes the set, or it has no such template', () => {
    const owned = set();
    setField(owned, 'metadata/ownerReferences', [
      {
        apiVersion: 'x/v1',
        kind: 'Cache',
        name: 'mine',
        uid: 'u',
        controller: true,
      },
    ]);
    expect(readableSteps(stepsOf('data', owned))).toEqual(['block SIZE_STATED: StatefulSet cache belongs to Cache mine, which would make it again as it was.']);
    expect(readableSteps(stepsOf('other'))).toEqual(['block SIZE_STATED: StatefulSet cache has no claim template other with a size.']);
  });
});

describe('observers of a plain StatefulSet', () => {
  const said = stepsOf();
  const [released, recreated] = said.possible ? [said.steps[1].wait, said.steps[2].wait] : [];
  const grown = set();
  setField(grown, 'metadata/uid', 'u-new');
  setField(grown, 'spec/volumeClaimTemplates', [
    {
      metadata: { name: 'data' },
      spec: { resources: { requests: { storage: '20Gi' } } },
    },
  ]);

  it.each<[string, PlannedWait | undefined, KubernetesObject[], string]>([
    ['gone: not yet', released, [set()], 'waiting for StatefulSet cache to go'],
    ['gone', released, [pod('cache-0', undefined)], 'done'],
    ['adopted: not there', recreated, [], 'waiting for the StatefulSet to be there again'],
    ['adopted: made by another', recreated, [set()], 'failed STATEFULSET_DIFFERS: StatefulSet cache has no claim template of 20Gi: somebody else made it.'],
    ['adopted: one pod without owner', recreated, [grown, pod('cache-0', 'u-new'), pod('cache-1', 'u-set')], 'waiting for StatefulSet cache to take back 1 of its 2 pods (1/2)'],
    ['adopted: one not ready', recreated, [grown, pod('cache-0', 'u-new'), pod('cache-1', 'u-new', false)], 'waiting for 1 of 2 pods of cache to be ready (1/2)'],
    ['adopted', recreated, [grown, pod('cache-0', 'u-new'), pod('cache-1', 'u-new')], 'done: cache has its 2 pods'],
  ])('%s', (_, wait, objects, expected) => {
    if (wait === undefined) throw new Error('no wait');
    expect(observe(sparkOperations, wait, objects)).toBe(expected);
  });
});
