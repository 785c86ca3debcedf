import type { EngineOperations, SizeGroup } from '@penstock/backstage-plugin-data-pipelines-node';

/** An engine whose pool owns one size for all claims that it is given, and that can do nothing else. */
export function poolOperations(claims: readonly string[], options: { size?: string; restarts?: number; group?: Partial<SizeGroup> } = {}): EngineOperations {
  const { size = '100Gi', restarts = 0, group = {} } = options;
  const refused = { possible: false as const, check: { code: 'ELEMENT_CAN_STOP', result: 'block' as const, sentence: 'The pool cannot stop' } };
  return {
    sizeGroups: () => [
      {
        title: 'pool broker',
        claims,
        owner: { cluster: 'prod-north', apiVersion: 'example.com/v1', kind: 'Pool', namespace: 'factory', name: 'broker' },
        ownerUid: 'uid-pool',
        operator: 'Pooler',
        path: ['spec', 'storage', 'volumes', 0, 'size'],
        size,
        checks: [{ code: 'OPERATOR_SETTLED', result: 'pass', sentence: 'Pooler runs, generation 14 done' }],
        note: 'No pod restarts',
        restarts,
        ...group,
      },
    ],
    consistencies: () => [{ consistency: 'crash', sentence: 'Nothing is paused.', before: [], checks: [], changes: [] }],
    stop: () => refused,
    start: () => refused,
    inseparable: () => [],
    healthyWait: element => ({ observer: 'pool.healthy', objects: [{ by: 'name', cluster: element.cluster, apiVersion: 'example.com/v1', kind: 'Tank', name: element.id }], params: {} }),
  };
}

/** An engine whose claims own themselves. */
export function claimOperations(claims: readonly string[], options: { size?: string } = {}): EngineOperations {
  return {
    ...poolOperations(claims),
    sizeGroups: element =>
      claims.map(name => ({
        title: `claim ${name}`,
        claims: [name],
        owner: { cluster: element.cluster, apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: element.namespace, name },
        ownerUid: `uid-${name}`,
        operator: 'Penstock',
        path: ['spec', 'resources', 'requests', 'storage'],
        size: options.size ?? '100Gi',
        checks: [],
        note: 'No pod restarts',
        restarts: 0,
      })),
  };
}
