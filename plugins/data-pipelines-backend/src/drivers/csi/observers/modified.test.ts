import type { KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { observeInput } from '../__testUtils__/observeInput';
import { modified } from './modified';

const claim = (status: Record<string, unknown>): KubernetesObject => ({
  apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'a', namespace: 'ns', uid: 'uid-a' }, spec: { volumeAttributesClassName: 'gold' }, status,
});
const look = (status: Record<string, unknown>, uid = 'uid-a') => modified(observeInput({ uids: { a: uid }, class: 'gold', operator: 'Penstock' }, [claim(status)]));
const changing = (word: string, target = 'gold') => ({ currentVolumeAttributesClassName: 'lead', modifyVolumeStatus: { targetVolumeAttributesClassName: target, status: word } });

describe('csi.modified', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['has the class', { currentVolumeAttributesClassName: 'gold' }, 'done'],
    ['has the class but still changes', { ...changing('InProgress'), currentVolumeAttributesClassName: 'gold' }, 'waiting'],
    ['nobody has begun', {}, 'waiting'],
    ['Pending', changing('Pending'), 'waiting'],
    ['InProgress', changing('InProgress'), 'waiting'],
    ['Infeasible', changing('Infeasible'), 'failed'],
    ['Infeasible for another class', changing('Infeasible', 'iron'), 'waiting'],
    ['a word of a newer Kubernetes', changing('Paused'), 'unknown'],
  ])('%s', (_, status, state) => {
    expect(look(status).state).toBe(state);
  });

  it('tells what the driver said against the class', () => {
    const refused = { ...changing('Infeasible'), conditions: [{ type: 'ModifyVolumeError', status: 'True', message: 'iops out of range' }] };
    expect(look(refused)).toMatchObject({ code: 'CLASS_INFEASIBLE', cause: 'The driver refuses the volume attributes class gold for a: iops out of range' });
  });

  it('fails for another claim of the same name', () => {
    expect(look({ currentVolumeAttributesClassName: 'gold' }, 'other')).toMatchObject({ state: 'failed', code: 'VOLUME_REPLACED' });
  });
});
