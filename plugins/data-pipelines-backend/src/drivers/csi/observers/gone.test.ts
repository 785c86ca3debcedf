import type { KubernetesObject, ObserveInput } from '@penstock/backstage-plugin-data-pipelines-node';
import { gone } from './gone';

const OPERATION = 'op-removeremove';

function object(kind: string, namespace: string | undefined, uid: string, labels: Record<string, string> = {}): KubernetesObject {
  return { apiVersion: 'v1', kind, metadata: { name: 'data-0', ...(namespace === undefined ? {} : { namespace }), uid, labels } };
}

function see(objects: readonly KubernetesObject[], uids?: Record<string, string>) {
  const seen: ObserveInput['seen'] = objects.map(each => ({ watched: { by: 'name', cluster: 'east', apiVersion: each.apiVersion, kind: each.kind, name: each.metadata.name }, objects: [each] }));
  return gone({ seen, params: { ...(uids && { uids }) }, facts: {}, operation: OPERATION, now: new Date(0), serverTimes: {} }).state;
}

describe('csi.gone', () => {
  const claim = object('PersistentVolumeClaim', 'orders', 'uid-claim');
  const copy = object('PersistentVolumeClaim', 'drill', 'uid-copy');
  const volume = object('PersistentVolume', undefined, 'uid-volume');
  const uids = { 'PersistentVolumeClaim orders/data-0': 'uid-claim', 'PersistentVolumeClaim drill/data-0': 'uid-copy', 'PersistentVolume /data-0': 'uid-volume' };

  it.each([['the claim', claim], ['the claim of that name elsewhere', copy], ['the volume of that name', volume]])('waits for %s, whichever goes first', (_, left) => {
    expect(see([left], uids)).toBe('waiting');
  });

  it('takes one of the same name with another uid for another one', () => {
    expect(see([object('PersistentVolumeClaim', 'orders', 'uid-other')], uids)).toBe('done');
  });

  it('reads uids by name alone, as they were stored before', () => {
    expect(see([claim], { 'data-0': 'uid-claim' })).toBe('waiting');
    expect(see([object('PersistentVolumeClaim', 'orders', 'uid-other')], { 'data-0': 'uid-claim' })).toBe('done');
  });

  it('goes by the label of the operation where no uid is known', () => {
    expect(see([claim])).toBe('done');
    expect(see([object('PersistentVolumeClaim', 'orders', 'x', { 'penstock.dev/operation': OPERATION })])).toBe('waiting');
  });
});
