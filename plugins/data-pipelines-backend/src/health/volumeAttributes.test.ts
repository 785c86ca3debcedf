import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import { claim as boundClaim, storageClass, volumeOf } from './__testUtils__/judging';
import { volumeAttributes } from './volumeAttributes';

function claim(spec: string | undefined, status: object): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', uid: 'u' },
    spec: { ...(spec === undefined ? {} : { volumeAttributesClassName: spec }) },
    status: { phase: 'Bound', ...status },
  };
}

const current = (name: string) => ({ currentVolumeAttributesClassName: name });
const change = (status: string, target?: string, message?: string) => ({
  modifyVolumeStatus: { status, ...(target === undefined ? {} : { targetVolumeAttributesClassName: target }) },
  ...(message === undefined ? {} : { conditions: [{ type: 'ModifyVolumeError', status: 'True', message }] }),
});

describe('the attributes class of a claim', () => {
  it.each([
    ['none', claim(undefined, {}), undefined],
    ['settled', claim('gold', current('gold')), { state: 'settled', present: 'gold' }],
    ['settled without a wish', claim(undefined, current('gold')), { state: 'settled', present: 'gold' }],
    ['asked for', claim('gold', {}), { state: 'waiting', asked: 'gold', reason: 'The class gold is asked for; its change has not begun' }],
    ['another one asked for', claim('gold', current('silver')), { state: 'waiting', present: 'silver', asked: 'gold', reason: 'The class gold is asked for; its change has not begun' }],
    ['pending', claim('lead', { ...current('silver'), ...change('Pending') }), { state: 'waiting', present: 'silver', asked: 'lead', reason: 'The change to the class lead cannot begin; the class may not exist' }],
    ['in progress', claim('gold', { ...current('silver'), ...change('InProgress', 'gold') }), { state: 'changing', present: 'silver', asked: 'gold', reason: 'Being changed to the class gold' }],
    ['in progress with an error', claim('gold', change('InProgress', 'gold', 'busy')), { state: 'changing', asked: 'gold', reason: 'Being changed to the class gold: busy' }],
    ['infeasible', claim('gold', { ...current('silver'), ...change('Infeasible', 'gold', 'too fast') }), { state: 'infeasible', present: 'silver', asked: 'gold', reason: 'The driver refuses the class gold: too fast' }],
    ['back from an infeasible one', claim('silver', { ...current('silver'), ...change('Infeasible', 'gold') }), { state: 'waiting', present: 'silver', asked: 'silver', reason: 'The class silver is asked for; its change has not begun' }],
    ['in a word to come', claim('gold', change('Reversing', 'gold')), { state: 'unknown', asked: 'gold', reason: 'The change to the class gold is in the unknown state "Reversing"' }],
  ])('that is %s', (_, given, expected) => {
    expect(volumeAttributes(given)).toEqual(expected);
  });
});

describe('a volume whose class', () => {
  const wordOf = (status: object) => {
    const given = { ...boundClaim, spec: { ...Object(boundClaim.spec), volumeAttributesClassName: 'gold' }, status: { ...Object(boundClaim.status), ...status } };
    const { word, attributes } = volumeOf({ facts: { inventory: inventoryOf([given, storageClass]) } });
    return [word, attributes?.state];
  };

  it.each([
    ['Healthy', 'settled', current('gold')],
    ['Progressing', 'waiting', {}],
    ['Progressing', 'changing', change('InProgress', 'gold')],
    ['Warning', 'infeasible', change('Infeasible', 'gold')],
    ['Unknown', 'unknown', change('Reversing', 'gold')],
  ])('makes it %s: %s', (word, state, status) => {
    expect(wordOf(status)).toEqual([word, state]);
  });
});
