import type { JsonObject } from '@backstage/types';
import { observeInput } from '../__testUtils__/observeInput';
import { bound } from './bound';

const claim = (phase: string) => ({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'checkpoint', namespace: 'drill', uid: 'uid-checkpoint' }, status: { phase } });
const look = (phase: string, params: JsonObject) => bound(observeInput({ volumes: { checkpoint: '' }, ...params }, [claim(phase)]));
const volume = (state: string) => ({ source: 'derived', done: 1, total: 1, unit: 'volumes', items: [{ name: 'checkpoint', state }] });

describe('csi.bound', () => {
  it('waits for a claim without its volume', () => {
    expect(look('Pending', { pendingIsEnough: [] })).toMatchObject({ state: 'waiting', waitsFor: '0 of 1 claims have their volume; checkpoint not yet', progress: { done: 0, items: [{ name: 'checkpoint', state: 'waiting' }] } });
    expect(look('Bound', { pendingIsEnough: [] })).toEqual({ state: 'done', found: '1 of 1 claims have their volume', progress: volume('done') });
  });

  it('goes on where the pods that make the volume come later', () => {
    expect(look('Pending', { pendingIsEnough: ['checkpoint'] })).toEqual({ state: 'done', found: 'checkpoint gets its volume when a pod uses it', progress: volume('waiting-for-pod') });
  });

  it('is a success in part where no pod comes', () => {
    const never = { pendingIsEnough: ['checkpoint'], pendingIsPartial: true };
    expect(look('Pending', never)).toMatchObject({ state: 'done', facts: { partial: true, sentences: ['checkpoint gets its volume when a pod uses it.', expect.stringContaining('start the copy')] } });
    expect(look('Bound', never)).toEqual({ state: 'done', found: '1 of 1 claims have their volume', progress: volume('done') });
  });

  it('tells the outcome what has its volumes, and nothing of the kind before', () => {
    const tells = { pendingIsEnough: ['checkpoint'], tells: 'drill has its volume' };
    expect(look('Bound', tells)).toMatchObject({ state: 'done', facts: { sentences: ['drill has its volume'] } });
    expect(look('Pending', tells)).toEqual({ state: 'done', found: 'checkpoint gets its volume when a pod uses it', progress: volume('waiting-for-pod') });
  });

  it('gives up on a volume that is lost, and does not know new words', () => {
    expect(look('Lost', { pendingIsEnough: [] })).toMatchObject({ state: 'failed', code: 'VOLUME_LOST' });
    expect(look('Halfway', { pendingIsEnough: [] })).toMatchObject({ state: 'unknown' });
  });
});
