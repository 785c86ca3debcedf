import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { PermissionPolicy } from '@backstage/plugin-permission-node';
import { elementReadPermission, type Volume } from '@penstock/backstage-plugin-data-pipelines-common';
import { Audit } from '../audit/Audit';
import { AuthorizedVolumesService } from '../authorization/AuthorizedVolumesService';
import { ElementAccess } from '../authorization/ElementAccess';
import { createElementConditionalDecision, elementConditions } from '../authorization/rules';
import { ClusterUnreachableError, type ClusterConnection, type KubernetesRequest, type KubernetesResponse } from '../clusters';
import type { ReadOptions } from '../pipelines/PipelinesService';
import { policyPermissions } from '../testing/policyPermissions';
import { DefaultVolumesService } from './DefaultVolumesService';

const NOT_MEASURED = { state: 'not-measured', reason: 'no source in this test' } as const;

const volume: Volume = {
  name: 'data-0', namespace: 'factory', cluster: 'north', element: 'telemetry', member: 'broker-0', role: 'data',
  word: 'Healthy', phase: 'Bound', used: NOT_MEASURED, usedRatio: NOT_MEASURED, fullIn: NOT_MEASURED, protectedBy: NOT_MEASURED,
  storageClass: 'fast', persistentVolume: 'pv-1', encrypted: { answer: 'not-stated', source: '' }, replication: '', conditions: [],
  sizeOwner: { object: { cluster: 'north', apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaNodePool', namespace: 'factory', name: 'broker' }, field: 'spec.storage.size', sentence: 's' },
};

const serve = (group: string, version: string, kind: string, resource: string, namespaced: boolean) => ({ group, version, kind, resource, namespaced, verbs: ['get'] });
const SERVED = [
  serve('', 'v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', true),
  serve('', 'v1', 'PersistentVolume', 'persistentvolumes', false),
  serve('storage.k8s.io', 'v1', 'StorageClass', 'storageclasses', false),
  serve('kafka.strimzi.io', 'v1', 'KafkaNodePool', 'kafkanodepools', true),
];

const EVENTS = '/api/v1/namespaces/factory/events';
const event = (message: string, over: object = {}) => ({
  ...{ involvedObject: { kind: 'PersistentVolumeClaim', name: 'data-0' }, type: 'Normal', reason: 'Resizing', message, source: { component: 'external-resizer' } },
  ...over,
});
const listOf = (items: object[], next?: string): Partial<KubernetesResponse> => ({ body: { items, metadata: { ...(next && { continue: next }) } } });

type Answer = (request: KubernetesRequest) => Partial<KubernetesResponse> | undefined;

/** A service over one volume of a cluster that answers so, and what was asked of the cluster. */
function serviceOf(answer: Answer) {
  const requests: KubernetesRequest[] = [];
  const connection: ClusterConnection = {
    cluster: 'north',
    request: async request => {
      requests.push(request);
      const usual = request.path === EVENTS ? listOf([]) : { body: { kind: 'Some', metadata: { name: 'x' } } };
      return { status: 200, headers: {}, body: {}, ...(answer(request) ?? usual) };
    },
    stream: async () => {
      throw new Error('nothing here watches');
    },
    discover: async () => SERVED,
  };
  const getElement = jest.fn(async (_id: string, _options: ReadOptions) => ({ volumes: [volume] }));
  const service = new DefaultVolumesService({ clusters: { connection: () => connection }, pipelines: { getElement } });
  return { service, requests, getElement };
}

const caller = { credentials: mockCredentials.user() };
const detailOf = (answer: Answer) => serviceOf(answer).service.getVolume('telemetry', 'data-0', caller);

describe('the objects of a volume', () => {
  it('go from the one that owns the size to the class, each with its command', async () => {
    const { objects } = await detailOf(() => undefined);
    expect(objects.map(({ role, object, yaml }) => [role, object.kind, typeof yaml])).toEqual([
      ['size-owner', 'KafkaNodePool', 'string'],
      ['claim', 'PersistentVolumeClaim', 'string'],
      ['volume', 'PersistentVolume', 'string'],
      ['class', 'StorageClass', 'string'],
    ]);
    expect(objects.map(({ kubectl }) => kubectl)).toEqual([
      'kubectl --context north get kafkanodepool.v1.kafka.strimzi.io broker -n factory -o yaml',
      'kubectl --context north get persistentvolumeclaim data-0 -n factory -o yaml',
      'kubectl --context north get persistentvolume pv-1 -o yaml',
      'kubectl --context north get storageclass.v1.storage.k8s.io fast -o yaml',
    ]);
  });

  it('hold no secret, and nothing that machines keep for themselves', async () => {
    const metadata = { name: 'broker', managedFields: [{ manager: 'm' }], annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 'hunter2', kept: 'yes' } };
    const pool = { kind: 'KafkaNodePool', metadata, spec: { template: { env: [{ name: 'P', value: 'hunter2' }] }, config: { password: 'hunter2' } } };
    const { objects } = await detailOf(({ path }) => (path.endsWith('/kafkanodepools/broker') ? { body: pool } : undefined));
    expect(objects[0].yaml).toContain('kept: yes');
    expect(objects[0].yaml).not.toMatch(/hunter2|managedFields|last-applied/);
  });

  it('that cannot be read say why, and the others are there', async () => {
    const { objects } = await detailOf(({ path }) => {
      if (path.includes('/kafkanodepools/')) return { status: 403, body: { reason: 'Forbidden' } };
      if (path.includes('/persistentvolumes/')) return { status: 404 };
      if (path.includes('/storageclasses/')) throw new ClusterUnreachableError('north', 'timeout', 'Cluster north: host did not answer in time.');
      return undefined;
    });
    expect(objects.map(({ reason }) => reason)).toEqual([
      'Penstock has no right to read KafkaNodePool broker in cluster north; docs/kubernetes-rbac.md has the rule.',
      undefined,
      'Cluster north has no PersistentVolume pv-1 any more.',
      'Cluster north: host did not answer in time.',
    ]);
    expect(objects.map(({ yaml }) => yaml !== undefined)).toEqual([false, true, false, false]);
  });
});

describe('the events of a volume', () => {
  it('are those of the claim and of its pod, newest first, twenty at most', async () => {
    const many = Array.from({ length: 30 }, (_, index) => event(`m${index}`, { lastTimestamp: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString(), count: 2 }));
    const pod = event('mounted', { involvedObject: { kind: 'Pod', name: 'broker-0' }, eventTime: '2026-01-01T00:29:30.5Z', series: { count: 7, lastObservedTime: '2026-01-01T00:29:30.5Z' }, reportingComponent: 'kubelet' });
    const { events } = await detailOf(({ path, query }) => (path === EVENTS ? listOf(query?.fieldSelector.includes('kind=Pod') ? [pod] : many) : undefined));
    if (events.state !== 'read') throw new Error(events.reason);
    expect(events.items).toHaveLength(20);
    expect(events.items[0]).toEqual({ type: 'Normal', reason: 'Resizing', message: 'mounted', object: 'Pod broker-0', at: '2026-01-01T00:29:30.500Z', count: 7, by: 'kubelet' });
    expect(events.items[1]).toEqual({ type: 'Normal', reason: 'Resizing', message: 'm29', object: 'PersistentVolumeClaim data-0', at: '2026-01-01T00:29:00.000Z', count: 2, by: 'external-resizer' });
  });

  it('are asked for by name, page by page, within bounds', async () => {
    const { service, requests } = serviceOf(({ path, query }) => (path === EVENTS && query?.continue === undefined ? listOf([event('a')], 'more') : undefined));
    await service.getVolume('telemetry', 'data-0', caller);
    const asked = requests.filter(({ path }) => path === EVENTS);
    expect(asked.map(({ query }) => [query?.fieldSelector, query?.continue])).toEqual(
      expect.arrayContaining([
        ['involvedObject.kind=PersistentVolumeClaim,involvedObject.name=data-0', undefined],
        ['involvedObject.kind=PersistentVolumeClaim,involvedObject.name=data-0', 'more'],
        ['involvedObject.kind=Pod,involvedObject.name=broker-0', undefined],
      ]),
    );
    for (const request of requests) expect(request).toMatchObject({ timeoutMs: 5_000, maxBytes: expect.any(Number) });
  });

  it.each<[string, Answer, RegExp]>([
    ['the right is missing', () => ({ status: 403, body: { reason: 'Forbidden' } }), /no right to read events in namespace factory .* docs\/kubernetes-rbac\.md/],
    ['the server is in trouble', () => ({ status: 500, body: 'oops' }), /answered 500/],
    ['the answer is no list', () => ({ body: 'hello' }), /answered 200/],
    ['there is no end of them', () => listOf([event('a')], 'more'), /too many/],
  ])('are unread, with the reason, when %s', async (_case, answer, reason) => {
    const { events } = await detailOf(request => (request.path === EVENTS ? answer(request) : undefined));
    expect(events).toEqual({ state: 'unknown', reason: expect.stringMatching(reason) });
  });
});

describe('a volume', () => {
  it('that the element does not have is not found', async () => {
    await expect(serviceOf(() => undefined).service.getVolume('telemetry', 'other', caller)).rejects.toMatchObject({ advice: { code: 'VOLUME_NOT_FOUND' } });
  });

  it('is read once for all who ask at the same time, and anew afterwards', async () => {
    const { service, requests } = serviceOf(() => undefined);
    const read = () => service.getVolume('telemetry', 'data-0', caller);
    await Promise.all([read(), read(), read()]);
    expect(requests).toHaveLength(6);
    await read();
    expect(requests).toHaveLength(12);
  });

  const behind = (policy: PermissionPolicy) => {
    const { service: inner, getElement } = serviceOf(() => undefined);
    const audit = new Audit({ auditor: mockServices.auditor.mock(), logger: mockServices.logger.mock() });
    return { getElement, service: new AuthorizedVolumesService({ inner, audit, access: new ElementAccess(policyPermissions(policy)) }) };
  };

  it('is looked up with what the caller may see', async () => {
    const ofOwner = { handle: async () => createElementConditionalDecision(elementReadPermission, elementConditions.isOwner({ claims: ['group:default/us'] })) };
    const { service, getElement } = behind(ofOwner);
    await service.getVolume('telemetry', 'data-0', caller);
    const [, { visible }] = getElement.mock.calls[0];
    const of = (owner: string) => ({ id: 'telemetry', pipeline: 'factory-telemetry', cluster: 'north', namespace: 'factory', engine: 'kafka', owner });
    expect([visible?.(of('group:default/us')), visible?.(of('group:default/them'))]).toEqual([true, false]);
  });

  it('is not looked up for whom may see nothing', async () => {
    const { service, getElement } = behind({ handle: async () => ({ result: AuthorizeResult.DENY }) });
    await expect(service.getVolume('telemetry', 'data-0', caller)).rejects.toMatchObject({ advice: { code: 'PERMISSION_DENIED' } });
    expect(getElement).not.toHaveBeenCalled();
  });
});
