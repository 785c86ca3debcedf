import type { PointOffsets } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FoundPoint, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import type { Clusters } from '../clusters/ClusterConnection';
import { objectKeyText, readLive } from './readLive';

/** Key of the ConfigMap under which a point keeps its offsets: JSON of {@link PointOffsets} without sums. */
export const OFFSETS_KEY = 'offsets.json';

/** Offsets that a point holds; undefined where it holds none or they cannot be read. */
export async function readOffsets(clusters: Clusters, { offsets }: FoundPoint): Promise<PointOffsets[] | undefined> {
  if (!offsets) return undefined;
  const found = await readLive(clusters, [offsets]).catch(() => new Map<string, KubernetesObject>());
  return parseOffsets(found.get(objectKeyText(offsets))?.data);
}

/** The offsets in the data of a ConfigMap; undefined for anything else. Pure. */
export function parseOffsets(data: unknown): PointOffsets[] | undefined {
  const text = isRecord(data) ? data[OFFSETS_KEY] : undefined;
  if (typeof text !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed.flatMap(offsetsOf) : undefined;
  } catch {
    return undefined;
  }
}

function offsetsOf(value: unknown): PointOffsets[] {
  if (!isRecord(value) || typeof value.group !== 'string' || typeof value.topic !== 'string' || !Array.isArray(value.partitions)) return [];
  const partitions = value.partitions.flatMap(each =>
    isRecord(each) && typeof each.partition === 'number' && typeof each.offset === 'number' ? [{ partition: each.partition, offset: each.offset }] : [],
  );
  return [{ group: value.group, topic: value.topic, partitions, sum: partitions.reduce((sum, { offset }) => sum + offset, 0) }];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
