import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import type { KindState } from '@penstock/backstage-plugin-data-pipelines-node';
import { fakeEngine } from '../../testing/fakeEngine';
import { unreadKind } from './unreadKind';

const ask = (state: KindState) => unreadKind(inventoryOf([], { kindStates: { 'Widget.example.com': state } }), [fakeEngine]);
const at = '2026-01-01T00:00:00Z';

describe('what is not read of a cluster', () => {
  it('is what is installed and was never listed', () => {
    expect(ask({ state: 'pending', reason: 'the first list is under way' })).toEqual({
      ...{ kind: 'Widget', denied: false, reason: 'the first list is under way' },
    });
    expect(ask({ state: 'denied', reason: 'widgets is forbidden' })).toMatchObject({ kind: 'Widget', denied: true });
    expect(ask({ state: 'watched', freshness: { state: 'unknown', reason: 'never' } })).toMatchObject({ denied: false });
  });

  it('is not what was read once, nor what is not installed', () => {
    expect(ask({ state: 'watched', freshness: { state: 'fresh', observedAt: at } })).toBeUndefined();
    expect(ask({ state: 'watched', freshness: { state: 'stale', observedAt: at, reason: 'silent' } })).toBeUndefined();
    expect(ask({ state: 'not-installed', reason: 'no such kind' })).toBeUndefined();
  });
});
