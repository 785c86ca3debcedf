import type { Element } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FoundPoint } from '@penstock/backstage-plugin-data-pipelines-node';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import { Protection, volumesWithOperations } from './withOperations';

const NOW = new Date('2026-11-20T12:00:00Z');
const nothing = { state: 'not-measured', reason: 'none' } as const;
const object = { cluster: 'north', apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: 'orders', name: 'data-0' };
const element: Element = {
  ...{ id: 'search', title: 'search', engine: 'elasticsearch', entityRef: '', pipeline: 'orders', readsFrom: [], writesTo: [], measures: [], members: [] },
  ...{ simulated: false, freshness: { state: 'fresh', observedAt: NOW.toISOString() }, object: { ...object, kind: 'Elasticsearch', name: 'search' } },
  health: {
    ...{ word: 'Critical', cause: 'red' },
    findings: [{ code: 'DAMAGED', severity: 'critical', sentence: 'red', object }],
    action: { kind: 'show-findings', label: 'Show the finding', element: 'search' },
  },
  volumes: [
    {
      ...{ name: 'data-0', element: 'search', namespace: 'orders', cluster: 'north', word: 'Healthy', phase: 'Bound', role: 'data', expandable: 'yes' },
      ...{ used: nothing, usedRatio: nothing, fullIn: nothing, protectedBy: nothing, replication: '', conditions: [] },
      encrypted: { answer: 'not-stated', source: '' },
      sizeOwner: { object, field: '', sentence: '' },
    },
  ],
};
const point: FoundPoint = {
  ...{ id: 'p', pipeline: 'orders', state: 'Ready', madeBy: '', foreign: false, deletionPolicy: 'Delete', cluster: 'north', namespace: 'orders' },
  cutTime: '2026-11-20T11:00:00Z',
  members: [{ element: 'search', volume: 'data-0', ready: true, object }],
};
const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data-0', namespace: 'orders', uid: 'u1' } };

function withOperations(points: readonly FoundPoint[], damage: readonly string[] = ['DAMAGED']): Element {
  return volumesWithOperations(element, {
    protection: Protection.of(points, new Map([['search', element]])),
    running: [],
    inventory: inventoryOf([claim]),
    now: NOW,
    objective: undefined,
    damage,
  });
}

describe('an element whose data is damaged', () => {
  it('is to be restored where all of it can be', () => {
    expect(withOperations([point]).health.action).toEqual({ kind: 'restore', label: 'Restore search', element: 'search' });
  });

  it('is looked at where nothing can be restored, or where the damage is none that only a restore mends', () => {
    expect(withOperations([]).health.action?.kind).toBe('show-findings');
    expect(withOperations([{ ...point, state: 'NotReady' }]).health.action?.kind).toBe('show-findings');
    expect(withOperations([point], []).health.action?.kind).toBe('show-findings');
  });
});

describe('a volume', () => {
  it('tells how old its newest good point is, and never zero where there is none', () => {
    expect(withOperations([point]).volumes[0].protectedBy).toMatchObject({ state: 'measured', value: 3600, unit: 'seconds' });
    expect(withOperations([{ ...point, state: 'Failed' }]).volumes[0].protectedBy.state).toBe('not-measured');
  });
});
