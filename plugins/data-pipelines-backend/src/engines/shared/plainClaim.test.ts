import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { fixture, objectOf, plannedElementOf } from '../../__testUtils__/engineOperations/plannedElementOf';
import { readableCheck } from '../../__testUtils__/engineOperations/readableSteps';
import { setField } from '../../__testUtils__/engineOperations/setField';
import { statefulSetEngine } from '../statefulset/engine';
import { plainClaimGroup } from './plainClaim';

function set(name: string, template: string): KubernetesObject {
  return { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name, namespace: 'pipeline-orders', uid: `u-${name}` }, spec: { volumeClaimTemplates: [{ metadata: { name: template } }] } };
}

function stated(claim: string, others: readonly KubernetesObject[] = [], change: (claim: KubernetesObject) => void = () => {}): string[] {
  const objects = [...fixture('statefulset/testdata/healthy.yaml'), ...others];
  change(objectOf(objects, 'PersistentVolumeClaim', claim));
  const group = plainClaimGroup(plannedElementOf(statefulSetEngine, objects, { root: 'StatefulSet cache' }), claim);
  return (group?.checks ?? []).filter(({ code }) => code === 'SIZE_STATED').map(readableCheck);
}

const owned = (controller: boolean) => (claim: KubernetesObject) => setField(claim, 'metadata/ownerReferences', [{ apiVersion: 'x/v1', kind: 'Cache', name: 'mine', uid: 'u', controller }]);

describe('a claim that owns itself', () => {
  it.each<[string, string[], string]>([
    ['one that nobody makes', stated('common'), 'pass SIZE_STATED: PersistentVolumeClaim common asks for 5Gi.'],
    ['one whose owner does not control it', stated('common', [], owned(false)), 'pass SIZE_STATED: PersistentVolumeClaim common asks for 5Gi.'],
    ['one that an operator controls', stated('common', [], owned(true)), 'block SIZE_STATED: PersistentVolumeClaim common is made by Cache mine, which owns its size.'],
    ['one of another StatefulSet', stated('data-cache-x-0', [set('cache-x', 'data')]), 'block SIZE_STATED: PersistentVolumeClaim data-cache-x-0 is made by StatefulSet cache-x, which owns its size.'],
    ['one of a StatefulSet of a like name', stated('data-cache-x-0', [set('x', 'data')]), 'pass SIZE_STATED: PersistentVolumeClaim data-cache-x-0 asks for 10Gi.'],
    ['one of a former pod of the element itself', stated('data-cache-2'), 'pass SIZE_STATED: PersistentVolumeClaim data-cache-2 asks for 10Gi.'],
  ])('%s', (_, said, expected) => {
    expect(said).toEqual([expected]);
  });

  it('is none where there is no such claim', () => {
    expect(plainClaimGroup(plannedElementOf(statefulSetEngine, fixture('statefulset/testdata/healthy.yaml'), { root: 'StatefulSet cache' }), 'nothing')).toBeUndefined();
  });
});
