import type { KubernetesObject, Observation, ObservedItem } from '@penstock/backstage-plugin-data-pipelines-node';
import { observeInput } from '../__testUtils__/observeInput';
import { grown } from './grown';

interface ClaimCase {
  asked?: string;
  has?: string;
  word?: string;
  tried?: string;
  conditions?: readonly { type: string; status: string; message?: string }[];
  uid?: string;
}

function claim(name: string, { asked = '200Gi', has = '100Gi', word, tried, conditions = [], uid }: ClaimCase): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace: 'ns', uid: uid ?? `uid-${name}` },
    spec: { resources: { requests: { storage: asked } } },
    status: {
      phase: 'Bound',
      capacity: { storage: has },
      ...(word === undefined ? {} : { allocatedResourceStatuses: { storage: word } }),
      ...(tried === undefined ? {} : { allocatedResources: { storage: tried } }),
      conditions,
    },
  };
}

const pod = (name: string, mounts: string, phase = 'Running'): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'ns', uid: `uid-${name}` },
  spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: mounts } }] },
  status: { phase },
});

const params = { uids: { a: 'uid-a' }, size: '200Gi', operator: 'Strimzi' };
const look = (one: ClaimCase, others: readonly KubernetesObject[] = []) => grown(observeInput(params, [claim('a', one), ...others]));

/** What was seen, without what is told of each volume. */
function counted(seen: Observation): Observation {
  if (seen.state === 'unknown' || !seen.progress) return seen;
  const { items: _, ...progress } = seen.progress;
  return { ...seen, progress };
}

describe('csi.grown', () => {
  it.each<[string, ClaimCase, ReturnType<typeof grown>]>([
    ['has the size and nothing runs', { has: '200Gi' }, { state: 'done', found: 'a has 200Gi', facts: { size: '200Gi', claims: ['a'] }, progress: { source: 'derived', done: 2, total: 2, unit: 'steps' } }],
    ['has more than asked for', { has: '201Gi' }, { state: 'done', found: 'a has 200Gi', facts: { size: '200Gi', claims: ['a'] }, progress: { source: 'derived', done: 2, total: 2, unit: 'steps' } }],
    ['the operator has not asked yet', { asked: '100Gi' }, { state: 'waiting', waitsFor: 'Strimzi has not yet asked for 200Gi on a', progress: { source: 'derived', done: 0, total: 2, unit: 'steps' } }],
    ['asked for, nobody has begun', {}, { state: 'waiting', waitsFor: 'The driver grows the device of a', progress: { source: 'derived', done: 0, total: 2, unit: 'steps' } }],
    ['the device grows', { word: 'ControllerResizeInProgress' }, { state: 'waiting', waitsFor: 'The driver grows the device of a', progress: { source: 'derived', done: 0, total: 2, unit: 'steps' } }],
    ['the file system grows', { word: 'NodeResizeInProgress' }, { state: 'waiting', waitsFor: 'The node grows the file system of a', progress: { source: 'derived', done: 1, total: 2, unit: 'steps' } }],
    ['the file system is due and no pod is known', { word: 'NodeResizePending' }, { state: 'waiting', waitsFor: 'Waiting for pod restart: the file system of a grows once a pod mounts it', progress: { source: 'derived', done: 1, total: 2, unit: 'steps' } }],
    ['the file system is due, by the older condition', { conditions: [{ type: 'FileSystemResizePending', status: 'True' }] }, { state: 'waiting', waitsFor: 'Waiting for pod restart: the file system of a grows once a pod mounts it', progress: { source: 'derived', done: 1, total: 2, unit: 'steps' } }],
    ['the size is there but the file system is still due', { has: '200Gi', conditions: [{ type: 'FileSystemResizePending', status: 'True' }] }, { state: 'waiting', waitsFor: 'Waiting for pod restart: the file system of a grows once a pod mounts it', progress: { source: 'derived', done: 1, total: 2, unit: 'steps' } }],
    ['an error that is tried again', { word: 'ControllerResizeInProgress', conditions: [{ type: 'ControllerResizeError', status: 'True', message: 'pool busy' }] }, { state: 'waiting', waitsFor: 'The driver grows the device of a', progress: { source: 'derived', done: 0, total: 2, unit: 'steps' }, evidence: ['a: ControllerResizeError: pool busy'] }],
    ['an older request was infeasible, this one is tried next', { word: 'ControllerResizeInfeasible', tried: '900Gi' }, { state: 'waiting', waitsFor: 'The driver grows the device of a', progress: { source: 'derived', done: 0, total: 2, unit: 'steps' } }],
    ['a word of a newer Kubernetes', { word: 'ControllerResizePaused' }, { state: 'unknown', reason: 'Claim a reports "ControllerResizePaused", a word that is not known' }],
  ])('%s', (_, one, expected) => {
    expect(counted(look(one))).toEqual(expected);
  });

  it.each<[ObservedItem['state'], ClaimCase, readonly KubernetesObject[]]>([
    ['done', { has: '200Gi' }, []],
    ['waiting', { asked: '100Gi' }, []],
    ['growing-device', { word: 'ControllerResizeInProgress' }, []],
    ['waiting-for-restart', { word: 'NodeResizePending' }, []],
    ['waiting-for-node', { word: 'NodeResizePending' }, [pod('p', 'a')]],
    ['growing-filesystem', { word: 'NodeResizeInProgress' }, []],
    ['failed', { word: 'NodeResizeInfeasible', tried: '200Gi' }, []],
    ['failed', { uid: 'other' }, []],
  ])('tells each volume by its own state: %s', (state, one, others) => {
    const seen = grown(observeInput({ ...params, uids: { a: 'uid-a', b: 'uid-b' }, before: { a: '100Gi' } }, [claim('a', one), claim('b', { has: '200Gi' }), ...others]));
    expect(seen).toMatchObject({ progress: { items: [{ name: 'a', state, fromBytes: 100 * 2 ** 30, toBytes: 200 * 2 ** 30 }, { name: 'b', state: 'done', toBytes: 200 * 2 ** 30 }] } });
  });

  it('tells at a volume what is in its way', () => {
    const trouble = { type: 'ControllerResizeError', status: 'True', message: 'pool busy' };
    expect(look({ word: 'ControllerResizeInProgress', conditions: [trouble] })).toMatchObject({ progress: { items: [{ name: 'a', detail: 'a: ControllerResizeError: pool busy' }] } });
    expect(look({ word: 'ControllerResizeInfeasible', tried: '200Gi', conditions: [{ ...trouble, message: 'pool full' }] })).toMatchObject({ progress: { items: [{ name: 'a', detail: 'pool full' }] } });
  });

  it('lists no more volumes than a request may name, and counts them all', () => {
    const names = Array.from({ length: 201 }, (_, index) => `c${index}`);
    const seen = grown(observeInput({ ...params, uids: Object.fromEntries(names.map(name => [name, `uid-${name}`])) }, names.map(name => claim(name, {}))));
    expect(seen).toMatchObject({ progress: { total: 402, items: { length: 200 } } });
  });

  it.each(['ControllerResizeInfeasible', 'NodeResizeInfeasible'])('%s is final', word => {
    expect(look({ word, tried: '200Gi', conditions: [{ type: 'ControllerResizeError', status: 'True', message: 'pool full' }] })).toMatchObject({
      state: 'failed', code: 'GROWTH_INFEASIBLE', cause: `The storage cannot grow a to 200Gi (${word}): pool full`,
    });
  });

  it('waits for the node or, where that cannot do it, for a restart, while a pod mounts the claim', () => {
    expect(look({ word: 'NodeResizePending' }, [pod('p', 'a')])).toMatchObject({
      waitsFor: 'The node is to grow the file system of a. Where the driver cannot do that while it is mounted: Waiting for pod restart',
    });
    expect(look({ word: 'NodeResizeInProgress' }, [pod('p', 'a')])).toMatchObject({ waitsFor: 'The node grows the file system of a' });
    expect(look({ word: 'NodeResizePending' }, [pod('p', 'a', 'Pending')])).toMatchObject({ waitsFor: expect.stringMatching(/^Waiting for pod restart/) });
    expect(look({ word: 'NodeResizePending' }, [pod('p', 'b')])).toMatchObject({ waitsFor: expect.stringMatching(/^Waiting for pod restart/) });
  });

  it('never takes a claim that is gone or another one for grown', () => {
    expect(grown(observeInput(params, [], { absent: [{ kind: 'PersistentVolumeClaim', name: 'a' }] }))).toMatchObject({ state: 'waiting', waitsFor: 'Claim a is not there; waiting for it to come back' });
    expect(look({ has: '200Gi', uid: 'other' })).toMatchObject({ state: 'failed', code: 'VOLUME_REPLACED' });
  });

  it('ends when the operator was refused by a quota', () => {
    const pool: KubernetesObject = {
      apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaNodePool', metadata: { name: 'broker', uid: 'u' },
      status: { conditions: [{ type: 'NotReady', status: 'True', message: 'persistentvolumeclaims "a" is forbidden: exceeded quota: disk, requested: requests.storage=100Gi' }] },
    };
    expect(look({ asked: '100Gi' }, [pool])).toMatchObject({ state: 'failed', code: 'QUOTA_EXCEEDED' });
    // An old condition of the operator says nothing once the claim has the request.
    expect(look({}, [pool])).toMatchObject({ state: 'waiting' });
  });

  it('counts two steps for each claim', () => {
    const two = { ...params, uids: { a: 'uid-a', b: 'uid-b' } };
    expect(grown(observeInput(two, [claim('a', { has: '200Gi' }), claim('b', { word: 'NodeResizeInProgress' })]))).toMatchObject({ progress: { done: 3, total: 4, unit: 'steps' } });
  });

  it('says that it does not know what it waits for', () => {
    expect(grown(observeInput({}, []))).toMatchObject({ state: 'unknown' });
  });
});
