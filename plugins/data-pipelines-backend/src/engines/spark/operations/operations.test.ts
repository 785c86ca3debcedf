import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { observe } from '../../../__testUtils__/engineOperations/observe';
import { fixture, NAMES, plannedElementOf } from '../../../__testUtils__/engineOperations/plannedElementOf';
import { readableCheck, readableGroup, readableOption, readableSteps } from '../../../__testUtils__/engineOperations/readableSteps';
import { setField } from '../../../__testUtils__/engineOperations/setField';
import { sparkEngine } from '../engine';
import { copySpark } from './copy';
import { sparkOperations } from './sparkOperations';

const STREAM = 'spark/testdata/stream-healthy.yaml';

function rootOf(objects: readonly KubernetesObject[]): KubernetesObject {
  const root = objects.find(({ metadata }) => metadata.labels?.['penstock.dev/element'] !== undefined);
  if (root === undefined) throw new Error('no root in the fixture');
  return root;
}

function planned(objects: readonly KubernetesObject[]) {
  const root = rootOf(objects);
  return plannedElementOf(sparkEngine, objects, {
    root: `${root.kind} ${root.metadata.name}`,
  });
}

const OPTIONS = { longestPauseSeconds: 30, names: NAMES };

describe('sizes of Spark volumes', () => {
  it('are the own of checkpoint claims', () => {
    expect(sparkOperations.sizeGroups(planned(fixture(STREAM))).flatMap(readableGroup)).toMatchInlineSnapshot(`
      [
        "claim orders-enrich-checkpoint: orders-enrich-checkpoint",
        "  PersistentVolumeClaim orders-enrich-checkpoint spec.resources.requests.storage = 20Gi by Penstock",
        "  pass SIZE_STATED: PersistentVolumeClaim orders-enrich-checkpoint asks for 20Gi.",
        "  pass CLAIMS_BOUND: 1 of 1 claims are bound.",
        "  pass CLAIMS_ONE_CLASS: All claims have the storage class fast-ssd.",
        "  pass NO_RESIZE_RUNNING: No volume is being expanded.",
        "  pass MEMBERS_ALIKE: All volumes ask for 20Gi.",
      ]
    `);
  });

  it('of shuffle volumes are told and not changed', () => {
    const groups = sparkOperations.sizeGroups(planned(fixture('spark/testdata/stream-shuffle-volumes.yaml')));
    expect(groups.filter(({ title }) => title === 'shuffle volumes').flatMap(readableGroup)).toMatchInlineSnapshot(`
      [
        "shuffle volumes: orders-enrich-75423c8c55d-exec-1-pvc-0, orders-enrich-75423c8c55d-exec-2-pvc-0",
        "  SparkApplication orders-enrich spec.sparkConf.spark.kubernetes.executor.volumes.persistentVolumeClaim.spark-local-dir-1.options.sizeLimit = (absent) by Spark operator",
        "  block SIZE_STATED: Shuffle volumes belong to one run and do not grow; a new size holds from the next run on.",
      ]
    `);
  });

  it('hold for each claim alone', () => {
    expect(sparkOperations.inseparable(planned(fixture(STREAM)))).toEqual([]);
  });
});

describe('suspending Spark', () => {
  it('for a cut, with the resume that is owed', () => {
    expect(sparkOperations.consistencies(planned(fixture(STREAM)), OPTIONS).flatMap(readableOption)).toMatchInlineSnapshot(`
      [
        "application: orders-enrich is suspended for at most 30 s; its checkpoint is cut at rest, and the batch under way is processed again afterwards.",
        "  pause quiesce/orders-enrich/suspend [Quiescing, 30 s] of orders-enrich: Suspend orders-enrich",
        "  pause   patch SparkApplication orders-enrich: spec.suspend (absent) -> true",
        "  pause   wait spark.suspended of SparkApplication orders-enrich; Pods by orders-enrich with {"claims":["orders-enrich-checkpoint"]}",
        "  pause   undo: patch SparkApplication orders-enrich: spec.suspend true -> (absent)",
        "  pause   paused for at most 30 s",
        "  pause   owed: patch SparkApplication orders-enrich: spec.suspend true -> (absent)",
        "  resume quiesce/orders-enrich/resume [Running, 300 s] of orders-enrich: Resume orders-enrich",
        "  resume   patch SparkApplication orders-enrich: spec.suspend true -> (absent)",
        "  resume   wait spark.resumed of SparkApplication orders-enrich with {}",
        "  resume   resumes quiesce/orders-enrich/suspend",
        "crash: The volumes of orders-enrich are cut while it runs; a checkpoint that is cut in the middle of a batch falls back to the batch before.",
      ]
    `);
  });

  it('is not needed where it rests', () => {
    const [application] = sparkOperations.consistencies(planned(fixture('spark/testdata/suspended.yaml')), OPTIONS);
    expect([application.consistency, application.pause]).toEqual(['application', undefined]);
  });

  it('of a batch that runs is warned of', () => {
    const [application] = sparkOperations.consistencies(planned(fixture('spark/testdata/batch-running.yaml')), OPTIONS);
    expect(application.checks.map(({ code, result }) => `${result} ${code}`)).toEqual(['warn WRITERS_CAN_PAUSE']);
  });

  it('stops and starts it', () => {
    const element = planned(fixture(STREAM));
    expect([...readableSteps(sparkOperations.stop(element, NAMES)), '---', ...readableSteps(sparkOperations.start(element, NAMES))]).toMatchInlineSnapshot(`
      [
        "stop/orders-enrich/suspend [Running, 300 s] of orders-enrich: Suspend orders-enrich",
        "  patch SparkApplication orders-enrich: spec.suspend (absent) -> true",
        "  wait spark.suspended of SparkApplication orders-enrich; Pods by orders-enrich with {"claims":["orders-enrich-checkpoint"]}",
        "  undo: patch SparkApplication orders-enrich: spec.suspend true -> (absent)",
        "  undo: wait spark.healthy of SparkApplication orders-enrich; Pods by orders-enrich with {"stream":true,"executors":2}",
        "---",
        "start/orders-enrich/resume [Finalizing, 900 s] of orders-enrich: Resume orders-enrich",
        "  patch SparkApplication orders-enrich: spec.suspend true -> (absent)",
        "  wait spark.healthy of SparkApplication orders-enrich; Pods by orders-enrich with {"stream":true,"executors":2}",
        "  undo: patch SparkApplication orders-enrich: spec.suspend (absent) -> true",
        "  undo: wait spark.suspended of SparkApplication orders-enrich; Pods by orders-enrich with {"claims":["orders-enrich-checkpoint"]}",
      ]
    `);
  });

  it('leaves suspended what was suspended', () => {
    expect(readableSteps(sparkOperations.start(planned(fixture('spark/testdata/suspended.yaml')), NAMES))).toEqual([]);
  });

  it('includes the run of a schedule that is under way', () => {
    const said = readableSteps(sparkOperations.stop(planned(fixture('spark/testdata/schedule-run-under-way.yaml')), NAMES));
    expect(said.filter(line => line.startsWith('  patch'))).toHaveLength(2);
  });

  it('is not offered by a Connect server', () => {
    expect(readableSteps(sparkOperations.stop(planned(fixture('spark/testdata/connect-healthy.yaml')), NAMES))[0]).toMatch(/^block ELEMENT_CAN_STOP/);
  });
});

type Change = (root: KubernetesObject, objects: KubernetesObject[]) => KubernetesObject[] | void;
const state =
  (word: string | undefined, suspend?: boolean): Change =>
  root => {
    setField(root, 'status/applicationState', { state: word });
    setField(root, 'spec/suspend', suspend);
  };

function seen(path: string, which: 'healthy' | 'suspended' | 'resumed', change: Change): string {
  const objects = fixture(path);
  const element = planned(objects);
  const stop = sparkOperations.stop(element, NAMES);
  const [{ resume }] = sparkOperations.consistencies(element, OPTIONS);
  const waits = {
    healthy: sparkOperations.healthyWait(element),
    suspended: stop.possible ? stop.steps[0].wait : undefined,
    resumed: resume?.wait,
  };
  const wait = waits[which];
  if (wait === undefined) throw new Error(`no wait for ${which}`);
  return observe(sparkOperations, wait, change(rootOf(objects), objects) ?? objects);
}

const gone: Change = (root, objects) => objects.filter(object => object !== root);
const withoutPods: Change = (_, objects) => objects.filter(({ kind }) => kind !== 'Pod');

describe('spark.healthy', () => {
  it.each<[string, string, Change, string | RegExp]>([
    ['all is well', STREAM, () => {}, /^done: .* runs with \d executors?$/],
    ['gone', STREAM, gone, 'failed ELEMENT_GONE: SparkApplication does not exist any more.'],
    ['submitted', STREAM, state('SUBMITTED'), /^waiting for .* to run$/],
    ['not submitted', STREAM, state(undefined), /^waiting for .* to run$/],
    ['failing', STREAM, state('FAILING'), /^waiting for .* to run$/],
    ['failed for good', STREAM, state('FAILED'), /^failed SPARK_FAILED/],
    ['a stream that ended', STREAM, state('COMPLETED'), /^failed SPARK_STREAM_ENDED/],
    ['a state of the future', STREAM, state('DREAMING'), /^unknown: .* is in the unknown state "DREAMING"\.$/],
    ['what the operator does not know', STREAM, state('UNKNOWN'), /^unknown: .* is in the unknown state "UNKNOWN"\.$/],
    ['no driver', STREAM, withoutPods, /^waiting for the driver of .* to be ready \(0\/\d\)$/],
    ['no executors', STREAM, (_, objects) => objects.filter(({ metadata }) => metadata.labels?.['spark-role'] !== 'executor'), /^waiting for \d of \d executors of .* \(1\/\d\)$/],
    ['a batch that completed', 'spark/testdata/batch-completed.yaml', () => {}, /^done: .* has completed$/],
    ['a schedule', 'spark/testdata/schedule-healthy.yaml', () => {}, /^done: .* is scheduled$/],
    ['a schedule refused', 'spark/testdata/schedule-invalid.yaml', () => {}, /^failed SPARK_SCHEDULE_INVALID/],
    ['a schedule of the future', 'spark/testdata/schedule-state-unknown.yaml', () => {}, /^unknown: ScheduledSparkApplication/],
    ['a schedule not accepted yet', 'spark/testdata/schedule-healthy.yaml', root => setField(root, 'status', undefined), /^waiting for the operator to accept the schedule/],
    ['a schedule that is gone', 'spark/testdata/schedule-healthy.yaml', gone, 'failed ELEMENT_GONE: ScheduledSparkApplication does not exist any more.'],
    ['a Connect server', 'spark/testdata/connect-healthy.yaml', () => {}, /^done: .* is ready$/],
    ['a Connect server not ready', 'spark/testdata/connect-not-ready.yaml', () => {}, /^waiting for SparkConnect/],
    ['a Connect server that failed', 'spark/testdata/connect-failed.yaml', () => {}, /^failed SPARK_CONNECT_FAILED/],
    ['a Connect server of the future', 'spark/testdata/connect-state-unknown.yaml', () => {}, /^unknown: SparkConnect/],
    ['a Connect server that is gone', 'spark/testdata/connect-healthy.yaml', gone, 'failed ELEMENT_GONE: SparkConnect does not exist any more.'],
  ])('%s', (_, path, change, expected) => {
    expect(seen(path, 'healthy', change)).toMatch(expected);
  });
});

describe('spark.suspended and spark.resumed', () => {
  it.each<[string, 'suspended' | 'resumed', Change, string | RegExp]>([
    ['still running', 'suspended', state('RUNNING', true), /^waiting for .* to be suspended$/],
    [
      'a pod holds the checkpoint',
      'suspended',
      (root, objects) => {
        state('SUSPENDED', true)(root, objects);
      },
      /^waiting for \d pods? to let go of the volumes$/,
    ],
    [
      'at rest',
      'suspended',
      (root, objects) => {
        state('SUSPENDED', true)(root, objects);
        return withoutPods(root, objects);
      },
      'done: no driver runs',
    ],
    ['resumed by somebody', 'suspended', state('SUSPENDED', false), /^failed SPARK_RESUMED/],
    ['a state of the future', 'suspended', state('DREAMING', true), /^unknown: .* is in the unknown state "DREAMING"\.$/],
    ['what the operator does not know', 'suspended', state('UNKNOWN', true), /^unknown: The operator does not know the state/],
    ['gone', 'suspended', gone, 'failed ELEMENT_GONE: SparkApplication does not exist any more.'],
    ['not taken up yet', 'resumed', state('SUSPENDED'), /^waiting for the operator to take up .* again$/],
    ['taken up', 'resumed', state('RESUMING'), /^done: .* is taken up again$/],
    ['a state of the future, resumed', 'resumed', state('DREAMING'), /^unknown: /],
    ['gone, resumed', 'resumed', gone, 'failed ELEMENT_GONE: SparkApplication does not exist any more.'],
  ])('%s', (_, which, change, expected) => {
    expect(seen(STREAM, which, change)).toMatch(expected);
  });
});

describe('a copy of a Spark application', () => {
  it('is suspended, with claims of its own beside the original', () => {
    const element = planned(fixture(STREAM));
    const made = copySpark(element, {
      name: 'drill',
      namespace: element.namespace,
      names: NAMES,
    });
    const [manifest] = made.manifests;
    expect(made.claims).toMatchInlineSnapshot(`
      {
        "orders-enrich-checkpoint": "drill-orders-enrich-checkpoint",
      }
    `);
    for (const claim of Object.values(made.claims)) expect(JSON.stringify(manifest.spec)).toContain(`"${claim}"`);
    expect(manifest.spec).toMatchObject({ suspend: true });
    expect(manifest.metadata.labels).toMatchObject({
      'penstock.dev/element': `${element.id}-ghijkl`,
      'penstock.dev/copy-of': element.id,
    });
    expect(readableSteps(made.start)).toEqual([]);
    expect(made.checks.map(readableCheck)).toMatchInlineSnapshot(`
      [
        "pass COPY_POSSIBLE: SparkApplication orders-enrich was read whole; the copy is the element orders-enrich-ghijkl.",
        "warn COPY_COMPLETE: The copy is made suspended: started, it would read the topics and write to the sinks of the original.",
      ]
    `);
  });

  it('keeps the names of its claims in another namespace', () => {
    const element = planned(fixture(STREAM));
    const { claims } = copySpark(element, {
      name: 'drill',
      namespace: 'test',
      names: NAMES,
    });
    expect(Object.entries(claims).every(([from, to]) => from === to)).toBe(true);
    expect(Object.keys(claims)).not.toEqual([]);
  });

  it('is not made of a Connect server', () => {
    const element = planned(fixture('spark/testdata/connect-healthy.yaml'));
    expect(
      copySpark(element, {
        name: 'drill',
        namespace: 'test',
        names: NAMES,
      }).checks.map(({ code, result }) => `${result} ${code}`),
    ).toEqual(['block COPY_POSSIBLE']);
  });
});
