import type {
  KubernetesObject,
  PlannedWait,
} from '@penstock/backstage-plugin-data-pipelines-node';
import { observe } from '../../../__testUtils__/engineOperations/observe';
import {
  fixture,
  objectOf,
  plannedElementOf,
} from '../../../__testUtils__/engineOperations/plannedElementOf';
import { readableSteps } from '../../../__testUtils__/engineOperations/readableSteps';
import { setField } from '../../../__testUtils__/engineOperations/setField';
import { statefulSetEngine } from '../engine';
import { statefulSetOperations } from './statefulSetOperations';
import {
  startStatefulSet,
  statefulSetHealthyWait,
  stopStatefulSet,
} from './stopStart';

function elementOf(change: (root: KubernetesObject) => void = () => {}) {
  const objects = fixture('statefulset/testdata/healthy.yaml');
  change(objectOf(objects, 'StatefulSet'));
  return plannedElementOf(statefulSetEngine, objects, {
    root: 'StatefulSet cache',
  });
}

const none = (root: KubernetesObject) => setField(root, 'spec/replicas', 0);

describe('stopping and starting a StatefulSet', () => {
  it('scales it to none and back', () => {
    expect(
      [stopStatefulSet(elementOf()), startStatefulSet(elementOf())].flatMap(
        readableSteps,
      ),
    ).toMatchInlineSnapshot(`
      [
        "stop/orders-cache [Running, 600 s] of orders-cache: Stop the pods of StatefulSet cache",
        "  patch StatefulSet cache: spec.replicas 2 -> 0",
        "  wait statefulset.stopped of StatefulSet cache; Pods by cache with {}",
        "  undo: patch StatefulSet cache: spec.replicas 0 -> 2",
        "  undo: wait statefulset.healthy of StatefulSet cache; Pods by cache with {}",
        "start/orders-cache/pods [Running, 60 s] of orders-cache: Start the pods of StatefulSet cache",
        "  patch StatefulSet cache: spec.replicas 0 -> 2",
        "  undo: patch StatefulSet cache: spec.replicas 2 -> 0",
        "  undo: wait statefulset.stopped of StatefulSet cache; Pods by cache with {}",
        "start/orders-cache/ready [Finalizing, 1800 s] of orders-cache: Wait until StatefulSet cache serves",
        "  wait statefulset.healthy of StatefulSet cache; Pods by cache with {}",
      ]
    `);
  });

  it('leaves alone one that wants no pod', () => {
    expect(
      [
        stopStatefulSet(elementOf(none)),
        startStatefulSet(elementOf(none)),
      ].flatMap(readableSteps),
    ).toEqual([]);
  });

  it('cuts all volumes at once or none, since nothing is known of what runs in it', () => {
    expect(statefulSetOperations.inseparable(elementOf())).toContain(
      'data-cache-1',
    );
    expect(
      statefulSetOperations
        .consistencies(elementOf(), {
          longestPauseSeconds: 60,
          names: {
            operation: '',
            marks: () => ({ labels: {}, annotations: {} }),
            name: () => '',
          },
        })
        .map(({ consistency }) => consistency),
    ).toEqual(['crash']);
  });
});

describe('what is seen of a stop and a start', () => {
  const stopped = (): PlannedWait | undefined => {
    const said = stopStatefulSet(elementOf());
    return said.possible ? said.steps[0].wait : undefined;
  };
  const healthy = () => statefulSetHealthyWait(elementOf());
  const set = (change: (root: KubernetesObject) => void = () => {}) => {
    const root = objectOf(
      fixture('statefulset/testdata/healthy.yaml'),
      'StatefulSet',
    );
    change(root);
    return root;
  };
  const pods = () =>
    fixture('statefulset/testdata/healthy.yaml').filter(
      ({ kind }) => kind === 'Pod',
    );

  it.each<
    [string, () => PlannedWait | undefined, () => KubernetesObject[], string]
  >([
    ['stopped', stopped, () => [set(none)], 'done: no pod is left'],
    [
      'pods left',
      stopped,
      () => [set(none), ...pods()],
      'waiting for 2 pods to end',
    ],
    [
      'scaled back',
      stopped,
      () => [set()],
      'failed STATEFULSET_SCALED_BACK: Somebody scaled StatefulSet cache back to 2.',
    ],
    [
      'stopped and gone',
      stopped,
      () => [],
      'failed ELEMENT_GONE: StatefulSet does not exist any more.',
    ],
    [
      'healthy',
      healthy,
      () => [set(), ...pods()],
      'done: 2 of 2 pods are ready',
    ],
    [
      'one pod missing',
      healthy,
      () => [set(), ...pods().slice(1)],
      'waiting for 1 of 2 pods of cache to be ready (1/2)',
    ],
    [
      'spec not seen',
      healthy,
      () => [set(root => setField(root, 'metadata/generation', 9)), ...pods()],
      'waiting for Kubernetes to see generation 9 of StatefulSet cache',
    ],
    [
      'a phase of later',
      healthy,
      () => [
        set(),
        ...pods().map(pod => ({ ...pod, status: { phase: 'Dreaming' } })),
      ],
      'unknown: Pod cache-0 is in the unknown phase "Dreaming".',
    ],
    [
      'gone',
      healthy,
      () => [],
      'failed ELEMENT_GONE: StatefulSet does not exist any more.',
    ],
  ])('%s', (_, wait, objects, expected) => {
    const found = wait();
    if (found === undefined) throw new Error('no wait');
    expect(observe(statefulSetOperations, found, objects())).toBe(expected);
  });
});
