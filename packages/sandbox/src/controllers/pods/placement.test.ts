import { MemoryWorld } from '../engine/MemoryWorld';
import { NODES, Pod, PodSpec, PODS } from '../kinds/core';
import { clusterObjects } from '../../seeds/cluster';
import { settledObjects } from '../../seeds/settled';
import { chooseNode } from './placement';

const NOW = new Date('2026-11-21T12:00:00Z');
const ZONE = 'topology.kubernetes.io/zone';
const HOST = 'kubernetes.io/hostname';
const labelSelector = { matchLabels: { app: 'log' } };

function pod(name: string, spec: Partial<PodSpec> = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'n', labels: { app: 'log' } },
    spec: { containers: [], ...spec },
  };
}

const nineNodes = () => new MemoryWorld(clusterObjects('c', NOW));

/** Places pods one after the other; gives the node of each. */
function place(pods: Pod[], world = nineNodes()): (string | undefined)[] {
  return pods.map(one => {
    const node = chooseNode(one, world);
    const placed: Pod = { ...one, spec: { ...one.spec, nodeName: node } };
    world.add(placed);
    return node;
  });
}

const zonesOf = (names: (string | undefined)[]) =>
  names.map(
    name =>
      nineNodes().get(NODES, undefined, name ?? '')?.metadata.labels?.[ZONE],
  );

describe('the choice of a node', () => {
  it('spreads numbered siblings over zones and nodes, even when none is placed yet', () => {
    const world = nineNodes();
    const names = [0, 1, 2, 3, 4, 5].map(number =>
      chooseNode(pod(`log-${number}`), world),
    );
    expect(new Set(names).size).toBe(6);
    expect(new Set(zonesOf(names.slice(0, 3))).size).toBe(3);
  });

  it('puts no two pods on one node that must not share it, and the tenth nowhere', () => {
    const affinity = {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey: HOST, labelSelector },
        ],
      },
    };
    const names = place(
      'abcdefghij'.split('').map(letter => pod(letter, { affinity })),
    );
    expect(new Set(names.slice(0, 9)).size).toBe(9);
    expect(names[9]).toBeUndefined();
  });

  it('avoids a node that is only unwished while there is another', () => {
    const affinity = {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 1, podAffinityTerm: { topologyKey: ZONE, labelSelector } },
        ],
      },
    };
    const names = place(
      'abcd'.split('').map(letter => pod(letter, { affinity })),
    );
    expect(new Set(zonesOf(names.slice(0, 3))).size).toBe(3);
    expect(names[3]).toBeDefined();
  });

  it('keeps the skew of zones within what a constraint allows', () => {
    const topologySpreadConstraints = [
      {
        maxSkew: 1,
        topologyKey: ZONE,
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector,
      },
    ];
    const names = place(
      'abcdef'
        .split('')
        .map(letter => pod(letter, { topologySpreadConstraints })),
    );
    const zones = zonesOf(names);
    for (const zone of new Set(zones)) {
      expect(zones.filter(one => one === zone)).toHaveLength(2);
    }
  });

  it('obeys a node selector', () => {
    const nodeSelector = { [ZONE]: 'c-b' };
    const names = place([
      pod('a', { nodeSelector }),
      pod('b', { nodeSelector }),
    ]);
    expect(zonesOf(names)).toEqual(['c-b', 'c-b']);
    expect(place([pod('a', { nodeSelector: { [ZONE]: 'none' } })])).toEqual([
      undefined,
    ]);
  });

  it.each(['prod-north', 'prod-south'])(
    'puts the brokers and data nodes of %s in three zones each',
    cluster => {
      const world = new MemoryWorld(settledObjects(cluster, NOW));
      const zones = new Map<string, Set<string>>();
      for (const { metadata, spec } of world.list(PODS)) {
        const family = /^(.*-(?:broker|controller|es-data|es-master))-\d$/.exec(
          metadata.name,
        )?.[1];
        const zone = world.get(NODES, undefined, spec.nodeName ?? '')?.metadata
          .labels?.[ZONE];
        if (family) {
          zones.set(family, (zones.get(family) ?? new Set()).add(zone ?? ''));
        }
      }
      expect(zones.size).toBeGreaterThanOrEqual(4);
      expect([...zones].filter(([, found]) => found.size !== 3)).toEqual([]);
    },
  );
});
