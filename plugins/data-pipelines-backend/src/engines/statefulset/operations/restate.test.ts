import type {
  FieldChange,
  KubernetesObject,
  PlannedStep,
} from '@penstock/backstage-plugin-data-pipelines-node';
import { observe } from '../../../__testUtils__/engineOperations/observe';
import {
  fixture,
  NAMES,
  objectOf,
  plannedElementOf,
} from '../../../__testUtils__/engineOperations/plannedElementOf';
import {
  readableAct,
  readableSteps,
} from '../../../__testUtils__/engineOperations/readableSteps';
import { setField } from '../../../__testUtils__/engineOperations/setField';
import { statefulSetEngine } from '../engine';
import { statefulSetUnmarked } from './restated';
import { statefulSetOperations } from './statefulSetOperations';

const whole = () => fixture('statefulset/testdata/healthy.yaml');

const SIZE: FieldChange = {
  path: [
    'spec',
    'volumeClaimTemplates',
    0,
    'spec',
    'resources',
    'requests',
    'storage',
  ],
  from: '10Gi',
  to: '20Gi',
};
const CLASS: FieldChange = {
  path: [
    'spec',
    'volumeClaimTemplates',
    1,
    'spec',
    'volumeAttributesClassName',
  ],
  to: 'gold',
};

function restated(changes: readonly FieldChange[] = [SIZE], objects = whole()) {
  const element = plannedElementOf(statefulSetEngine, objects, {
    root: 'StatefulSet cache',
  });
  const [data] = statefulSetOperations.sizeGroups(element);
  const said = data.restate?.(changes, NAMES);
  if (!said?.possible) throw new Error('it cannot be restated');
  return said;
}

function stepOf(what: string): PlannedStep {
  const step = restated().steps.find(({ id }) => id.endsWith(`/${what}`));
  if (step === undefined) throw new Error(`no step ${what}`);
  return step;
}

/** The set as it is made, as the API server gives it back. */
function madeSet(
  changes: readonly FieldChange[] = [SIZE],
  objects = whole(),
): KubernetesObject {
  const act = restated(changes, objects)
    .steps.flatMap(({ acts }) => acts)
    .find(({ act: verb }) => verb === 'create');
  if (act?.act !== 'create') throw new Error('nothing is made');
  const { apiVersion, kind, metadata, ...rest } = JSON.parse(
    JSON.stringify(act.object),
  );
  return { apiVersion, kind, metadata: { ...metadata, uid: 'u-new' }, ...rest };
}

function ownedBy(uid: string, ready = true): KubernetesObject[] {
  return whole()
    .filter(({ kind }) => kind === 'Pod')
    .map(pod => {
      setField(pod, 'metadata/ownerReferences', [
        {
          apiVersion: 'apps/v1',
          kind: 'StatefulSet',
          name: 'cache',
          uid,
          controller: true,
        },
      ]);
      setField(pod, 'status/conditions', [
        { type: 'Ready', status: ready ? 'True' : 'False' },
      ]);
      return pod;
    });
}

describe('stating another size in a claim template', () => {
  it('takes the set away from around its pods and makes it again, whoever calls it off in between', () => {
    expect(readableSteps(restated())).toMatchInlineSnapshot(`
      [
        "restate/cache/unchanged [Finalizing, 60 s] of orders-cache: See that nobody changed StatefulSet cache meanwhile",
        "  wait statefulset.unchanged of StatefulSet cache with {"uid":"00000000-0000-4000-8000-000000000001","generation":2}",
        "  undo: patch StatefulSet cache (its own): metadata.labels.penstock.dev/operation op-abcdefghijkl -> (absent)",
        "restate/cache/release [Finalizing, 300 s] of orders-cache: Take StatefulSet cache away from around its pods",
        "  delete StatefulSet cache, orphan",
        "  wait statefulset.gone of StatefulSet cache with {"uid":"00000000-0000-4000-8000-000000000001"}",
        "  undo: create StatefulSet pipeline-orders/cache",
        "  undo: wait statefulset.adopted of StatefulSet cache; Pods by cache with {"former":"00000000-0000-4000-8000-000000000001","fields":[{"path":["spec","volumeClaimTemplates",0,"spec","resources","requests","storage"],"to":"20Gi"}]}",
        "restate/cache/recreate [Finalizing, 300 s] of orders-cache: Make StatefulSet cache again with 20Gi",
        "  create StatefulSet pipeline-orders/cache",
        "  wait statefulset.adopted of StatefulSet cache; Pods by cache with {"former":"00000000-0000-4000-8000-000000000001","fields":[{"path":["spec","volumeClaimTemplates",0,"spec","resources","requests","storage"],"to":"20Gi"}]}",
        "  undo: patch StatefulSet cache (its own): metadata.labels.penstock.dev/operation op-abcdefghijkl -> op-abcdefghijkl",
        "restate/cache/unmark [Finalizing, 60 s] of orders-cache: Take the mark of the operation off StatefulSet cache",
        "  derive statefulset.unmark {"cluster":"prod-north","apiVersion":"apps/v1","kind":"StatefulSet","namespace":"pipeline-orders","name":"cache","step":"restate/cache/recreate","operation":"op-abcdefghijkl"}",
        "  no return",
      ]
    `);
  });

  it('makes the same set but for what is stated and the label of the operation', () => {
    const before = objectOf(whole(), 'StatefulSet');
    const { metadata, spec } = madeSet([SIZE, CLASS]);
    expect(metadata).toEqual({
      name: 'cache',
      namespace: 'pipeline-orders',
      uid: 'u-new',
      labels: {
        ...before.metadata.labels,
        'penstock.dev/operation': 'op-abcdefghijkl',
      },
      annotations: { note: 'kept' },
    });
    const expected = JSON.parse(JSON.stringify(before.spec));
    expected.volumeClaimTemplates[0].spec.resources.requests.storage = '20Gi';
    expected.volumeClaimTemplates[1].spec.volumeAttributesClassName = 'gold';
    expect(spec).toEqual(expected);
  });

  it('keeps owners that do not control it', () => {
    const objects = whole();
    const owner = { apiVersion: 'v1', kind: 'Team', name: 'mine', uid: 'u' };
    setField(objectOf(objects, 'StatefulSet'), 'metadata/ownerReferences', [
      owner,
    ]);
    expect(madeSet([SIZE], objects).metadata.ownerReferences).toEqual([owner]);
  });

  it('takes its label off by the uid that was seen, and only then', () => {
    const [act] = stepOf('unmark').acts;
    if (act.act !== 'derive') throw new Error('not derived');
    const derived = (facts: Record<string, { uid: string }>) =>
      statefulSetUnmarked({
        params: act.params,
        facts,
        operation: 'op-abcdefghijkl',
        pauses: [],
      });
    expect(derived({})).toEqual([]);
    const [patch] = derived({
      'restate/cache/recreate': { uid: 'u-new' },
    });
    expect(patch).toMatchObject({
      uid: 'u-new',
      target: {
        cluster: 'prod-north',
        namespace: 'pipeline-orders',
        name: 'cache',
      },
    });
    expect(readableAct(patch)).toEqual([
      'patch StatefulSet cache: metadata.labels.penstock.dev/operation op-abcdefghijkl -> (absent)',
    ]);
  });
});

describe('what is seen of it', () => {
  const changed = () => {
    const set = objectOf(whole(), 'StatefulSet');
    setField(set, 'metadata/generation', 3);
    return set;
  };
  const leaving = () => {
    const set = objectOf(whole(), 'StatefulSet');
    setField(set, 'metadata/deletionTimestamp', '2026-11-20T12:00:00Z');
    return set;
  };
  const foreign = () => {
    const set = objectOf(whole(), 'StatefulSet');
    setField(set, 'metadata/uid', 'u-foreign');
    return set;
  };
  const former = () => objectOf(whole(), 'StatefulSet');
  const made = () => madeSet();

  it.each<[string, string, () => KubernetesObject[], string]>([
    ['unchanged', 'unchanged', () => [former()], 'done'],
    [
      'changed meanwhile',
      'unchanged',
      () => [changed()],
      'failed STATEFULSET_CHANGED: Somebody changed StatefulSet cache since the plan was drawn.',
    ],
    [
      'another one',
      'unchanged',
      () => [foreign()],
      'failed STATEFULSET_CHANGED: The StatefulSet that the plan saw is gone.',
    ],
    [
      'none',
      'unchanged',
      () => [],
      'failed STATEFULSET_CHANGED: The StatefulSet that the plan saw is gone.',
    ],
    [
      'not gone yet',
      'release',
      () => [leaving()],
      'waiting for StatefulSet cache to go',
    ],
    ['gone', 'release', () => ownedBy('u-old'), 'done'],
    ['gone, and another one made', 'release', () => [foreign()], 'done'],
    [
      'not there',
      'recreate',
      () => [],
      'waiting for the StatefulSet to be there again',
    ],
    [
      'the former one on its way out',
      'recreate',
      () => [leaving()],
      'waiting for StatefulSet cache to go and be there again',
    ],
    [
      'made by another',
      'recreate',
      () => [foreign()],
      'failed STATEFULSET_DIFFERS: StatefulSet cache does not state 20Gi (spec.volumeClaimTemplates[0].spec.resources.requests.storage): somebody else made it.',
    ],
    [
      'one pod not taken back',
      'recreate',
      () => [made(), ...ownedBy('u-new').slice(1)],
      'waiting for StatefulSet cache to take back 1 of its 2 pods (1/2)',
    ],
    [
      'pods not ready',
      'recreate',
      () => [made(), ...ownedBy('u-new', false)],
      'waiting for 2 of 2 pods of cache to be ready (0/2)',
    ],
    [
      'taken back',
      'recreate',
      () => [made(), ...ownedBy('u-new')],
      'done: cache has its 2 pods {"uid":"u-new"}',
    ],
    [
      'never taken away',
      'recreate',
      () => [former(), ...ownedBy(former().metadata.uid)],
      `done: cache has its 2 pods {"uid":"${former().metadata.uid}"}`,
    ],
  ])('%s', (_, step, objects, expected) => {
    const { wait } = stepOf(step);
    if (wait === undefined) throw new Error('no wait');
    expect(observe(statefulSetOperations, wait, objects())).toBe(expected);
  });
});
