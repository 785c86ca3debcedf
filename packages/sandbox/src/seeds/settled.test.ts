import { KubernetesObject } from '../client';
import {
  CONTROLLER_MANAGER_TABLES,
  OPERATOR_TABLES,
} from '../controllers/tables';
import { MemoryWorld } from '../controllers/engine/MemoryWorld';
import { CLAIMS, isReady, PODS, VOLUMES } from '../controllers/kinds/core';
import { ELASTICSEARCHES } from '../controllers/kinds/eck';
import { SPARK_APPLICATIONS } from '../controllers/kinds/spark';
import { CONNECTORS, KAFKAS } from '../controllers/kinds/strimzi';
import { settledObjects } from './settled';
import { inWaves } from './waves';

const NOW = new Date('2026-11-21T12:00:00Z');

function names(objects: KubernetesObject[]): string[] {
  return objects.map(({ metadata }) => metadata.name).sort();
}

describe('the settled seeds', () => {
  const north = new MemoryWorld(settledObjects('prod-north', NOW));
  const south = new MemoryWorld(settledObjects('prod-south', NOW));

  it('leave the controllers nothing to do', () => {
    for (const world of [north, south]) {
      const open = [...OPERATOR_TABLES, ...CONTROLLER_MANAGER_TABLES].flatMap(
        table =>
          world.list(table.subject).flatMap(subject => {
            const stage = table.stages.find(row =>
              row.when(subject, world, NOW),
            );
            return stage
              ? [`${table.name} ${subject.metadata.name}: ${stage.name}`]
              : [];
          }),
      );
      expect(open).toEqual([]);
    }
  });

  it('hold the pods of every element, all ready', () => {
    const pods = north.list(PODS, 'factory-telemetry');
    expect(pods.filter(pod => !isReady(pod))).toEqual([]);
    expect(names(pods)).toEqual(
      expect.arrayContaining([
        'enricher-driver',
        'readings-search-es-data-0',
        'readings-search-es-master-2',
        'telemetry-broker-0',
        'telemetry-broker-1',
        'telemetry-broker-2',
        'telemetry-controller-3',
        'telemetry-controller-5',
      ]),
    );
    expect(pods.filter(pod => !pod.spec.nodeName)).toEqual([]);
  });

  it('give every element the status that its operator would', () => {
    for (const kafka of [...north.list(KAFKAS), ...south.list(KAFKAS)]) {
      expect(kafka.status?.conditions).toEqual([
        expect.objectContaining({ type: 'Ready', status: 'True' }),
      ]);
      expect(kafka.status?.listeners).toHaveLength(1);
    }
    const health = [
      ...north.list(ELASTICSEARCHES),
      ...south.list(ELASTICSEARCHES),
    ].map(({ metadata, status }) => [
      metadata.name,
      status?.phase,
      status?.health,
    ]);
    expect(health).toEqual([
      ['readings-search', 'Ready', 'green'],
      ['order-search', 'Ready', 'green'],
      ['click-search', 'Ready', 'yellow'],
    ]);
    for (const app of north.list(SPARK_APPLICATIONS)) {
      expect(app.status?.applicationState?.state).toBe('RUNNING');
      expect(Object.values(app.status?.executorState ?? {})).toEqual([
        'RUNNING',
        'RUNNING',
        'RUNNING',
      ]);
    }
    expect(north.list(CONNECTORS)[0]?.status?.connectorStatus).toMatchObject({
      connector: { state: 'RUNNING' },
    });
  });

  it('spread siblings over the zones', () => {
    for (const family of [
      'telemetry-broker-',
      'telemetry-controller-',
      'readings-search-es-data-',
      'order-events-broker-',
    ]) {
      const zones = north
        .list(PODS)
        .filter(({ metadata }) => metadata.name.startsWith(family))
        .map(
          ({ metadata }) => metadata.labels?.['topology.kubernetes.io/zone'],
        );
      expect(zones.sort()).toEqual([
        'prod-north-a',
        'prod-north-b',
        'prod-north-c',
      ]);
    }
  });

  it('bind every claim in the zone of its pod', () => {
    for (const claim of north.list(CLAIMS)) {
      const volume = north.get(
        VOLUMES,
        undefined,
        claim.spec.volumeName ?? 'none',
      );
      const terms = volume?.spec.nodeAffinity?.required.nodeSelectorTerms;
      const pod = north
        .list(PODS, claim.metadata.namespace)
        .find(({ spec }) =>
          spec.volumes?.some(
            ({ persistentVolumeClaim }) =>
              persistentVolumeClaim?.claimName === claim.metadata.name,
          ),
        );
      expect(claim.status?.phase).toBe('Bound');
      expect(terms?.[0]?.matchExpressions[0]?.values).toEqual([
        pod?.metadata.labels?.['topology.kubernetes.io/zone'],
      ]);
    }
  });

  it('come with owners before what they own', () => {
    const seen = new Set<string | undefined>();
    for (const wave of inWaves(north.all())) {
      for (const { metadata } of wave) {
        (metadata.ownerReferences ?? []).forEach(({ uid }) =>
          expect(seen).toContain(uid),
        );
      }
      wave.forEach(({ metadata }) => seen.add(metadata.uid));
    }
  });
});
