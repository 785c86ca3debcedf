import { expositionPage } from './exposition';
import { factsBefore } from './past';
import { pointsOf } from './points';
import { storyFacts } from './storyFacts';

const page = (facts = storyFacts()) => expositionPage(pointsOf(facts));

describe('pointsOf', () => {
  it('marks the page as simulated', () => {
    expect(page()).toContain('\npenstock_simulated 1\n');
  });

  it('shows the kubelet only volumes that a running pod mounts', () => {
    expect(page()).toMatch(
      /kubelet_volume_stats_used_bytes\{.*persistentvolumeclaim="data-0-telemetry-broker-1"/,
    );
    expect(page()).not.toMatch(
      /kubelet_volume_stats_\w+\{.*persistentvolumeclaim="elasticsearch-data-readings-search-es-data-3"/,
    );
  });

  it('gives -1 for the uncommitted partitions of a topic on which a group has committed', () => {
    expect(page()).toMatch(
      /kafka_consumergroup_current_offset\{.*consumergroup="connect-to-search".*partition="4"\} -1\n/,
    );
  });

  it('shows no offsets of a partition without a leader, and the controllers count it', () => {
    const facts = storyFacts();
    facts.kafkas[0].topics[0].partitions[3].leader = undefined;
    const text = page(facts);
    expect(text).not.toMatch(
      /kafka_topic_partition_current_offset\{.*partition="3"/,
    );
    expect(text).toMatch(
      /kafka_controller_kafkacontroller_offlinepartitionscount\{.*\} 1\n/,
    );
  });

  it('shows nothing of groups and partitions while the exporter is away, and of a broker that is down', () => {
    const facts = storyFacts();
    facts.kafkas[0].exporterPod = undefined;
    facts.kafkas[0].nodes[1].ready = false;
    const text = page(facts);
    expect(text).not.toContain('kafka_consumergroup_lag');
    expect(text).not.toMatch(/kafka_server_\w+\{.*pod="telemetry-broker-1"/);
    expect(text).toMatch(/kafkacontroller_fencedbrokercount\{.*\} 1\n/);
  });

  it('counts a partition that misses a replica at its leader', () => {
    const rows = page()
      .split('\n')
      .filter(line =>
        line.startsWith(
          'kafka_server_replicamanager_underreplicatedpartitions',
        ),
      );
    expect(rows.map(row => row.slice(-1))).toEqual(['0', '0', '1']);
  });

  it('writes the driver page with namespace and query in the name, twice', () => {
    expect(page()).toMatch(
      /metrics_factory_telemetry_enricher_driver_spark_streaming_enrich_readings_latency_Value\{.*type="gauges"\} 14200\n/,
    );
    expect(page()).toMatch(
      /metrics_factory_telemetry_enricher_driver_spark_streaming_enrich_readings_latency_Number\{/,
    );
  });
});

describe('factsBefore', () => {
  it('lets offsets, backlog and use shrink by the declared rates', () => {
    const before = factsBefore(storyFacts(), 3_600);
    const [topic] = before.kafkas[0].topics;
    const end = topic.partitions.reduce(
      (sum, partition) => sum + partition.endOffset,
      0,
    );
    const [group] = before.kafkas[0].groups;
    const backlog =
      end -
      group.committed.reduce<number>((sum, offset) => sum + (offset ?? 0), 0);
    expect(960_015_000 - end).toBeCloseTo(3_700 * 3_600, 0);
    expect(backlog).toBeCloseTo(906_000 - 200 * 3_600, -1);
    expect((93 * 2 ** 30 - before.volumes[1].usedBytes) / 2 ** 30).toBeCloseTo(
      0.78,
      3,
    );
  });

  it('never lets a number fall below zero', () => {
    const before = factsBefore(storyFacts(), 10 * 86_400);
    expect(
      before.kafkas[0].topics[0].partitions.every(
        ({ endOffset }) => endOffset >= 0,
      ),
    ).toBe(true);
    expect(before.volumes.every(({ usedBytes }) => usedBytes >= 0)).toBe(true);
  });
});
