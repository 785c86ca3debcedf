import { KubernetesObject } from '../../client';
import { OffsetChange } from '../../workload/groupOffsets';

/**
 * What a scripted controller asks of a running engine, where the real one
 * would speak to it over the network or a container would start on a volume.
 * Data, so that memory can play it; the answer is further effects.
 */
export type EngineCall =
  /** A Kafka node starts on its volumes; what keeps it from starting is noted on the pod. */
  | {
      kind: 'start broker';
      namespace?: string;
      pod: string;
      /** Names of the PersistentVolumes with the path at which they are mounted. */
      volumes: Array<{ volume: string; mount: string }>;
      clusterId: string;
      nodeId: number;
    }
  /** Offsets of a group are written to a ConfigMap under `offsets.json`. */
  | {
      kind: 'list offsets';
      group: string;
      brokers: BrokerLog[];
      configMap: KubernetesObject;
      /** The ConfigMap is there already; its other data stay. */
      exists: boolean;
    }
  | {
      kind: 'alter offsets';
      group: string;
      brokers: BrokerLog[];
      changes: OffsetChange[];
    }
  | { kind: 'reset offsets'; group: string; brokers: BrokerLog[] };

/** The volume of a broker that answers, by the name of its PersistentVolume. */
export interface BrokerLog {
  volume: string;
  nodeId: number;
}

/** Annotation on a pod: why its process cannot start, in the process's own words. */
export const CANNOT_START = 'sandbox.penstock.dev/cannot-start';
/** Key of the ConfigMap in which Strimzi lists a connector's offsets. */
export const OFFSETS_KEY = 'offsets.json';

/** Offsets as Connect's REST API gives them for a sink. */
export function offsetsText(
  offsets: Array<{ topic: string; partition: number; offset: number }>,
): string {
  return JSON.stringify(
    {
      offsets: offsets.map(({ topic, partition, offset }) => ({
        partition: { kafka_topic: topic, kafka_partition: partition },
        offset: { kafka_offset: offset },
      })),
    },
    undefined,
    2,
  );
}
