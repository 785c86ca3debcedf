import type { PointOffsets, UnmeasuredLog } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FoundPoint, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import type { Clusters } from '../clusters/ClusterConnection';
import { objectKeyText, readLive } from './readLive';

/** Key of the ConfigMap under which a point keeps its offsets: a JSON list of {@link PointOffsets} without sums, and of logs that were not measured. */
export const OFFSETS_KEY = 'offsets.json';

/** What a point recorded of positions at its cut. */
export interface PointRecord {
  /** Of consumer groups, and with an empty group the ends of logs. */
  offsets: PointOffsets[];
  unmeasuredLogs: UnmeasuredLog[];
}

/** What a point recorded; undefined where it recorded nothing or that cannot be read. */
export async function readOffsets(clusters: Clusters, { offsets }: FoundPoint): Promise<PointRecord | undefined> {
  if (!offsets) return undefined;
  const found = await readLive(clusters, [offsets]).catch(() => new Map<string, KubernetesObject>());
  return parseOffsets(found.get(objectKeyText(offsets))?.data);
}

/** The record in the data of a ConfigMap; undefined for anything else. Pure. */
export function parseOffsets(data: unknown): PointRecord | undefined {
  const text = isRecord(data) ? data[OFFSETS_KEY] : undefined;
  if (typeof text !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? { offsets: parsed.flatMap(offsetsOf), unmeasuredLogs: parsed.flatMap(unmeasuredOf) } : undefined;
  } catch {
    return undefined;
  }
}

function offsetsOf(value: unknown): PointOffsets[] {
  if (!isRecord(value) || typeof value.group !== 'string' || typeof value.topic !== 'string' || !Array.isArray(value.partitions)) return [];
  const { group, topic, element, sampledAt, source } = value;
  const partitions = value.partitions.flatMap(each =>
    isRecord(each) && typeof each.partition === 'number' && typeof each.offset === 'number' ? [{ partition: each.partition, offset: each.offset }] : [],
  );
  return [
    {
      ...{ group, topic, partitions, sum: partitions.reduce((sum, { offset }) => sum + offset, 0) },
      ...(typeof element === 'string' && { element }),
      ...(typeof sampledAt === 'string' && { sampledAt }),
      ...(typeof source === 'string' && { source }),
    },
  ];
}

function unmeasuredOf(value: unknown): UnmeasuredLog[] {
  return isRecord(value) && typeof value.element === 'string' && typeof value.notMeasured === 'string' ? [{ element: value.element, reason: value.notMeasured }] : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
