import type { MetricPoint } from './metricPoint';
import { formatNumber } from './queryApi';

/** A page in Prometheus' text format 0.0.4, one block per metric name, in order of the names. */
export function expositionPage(points: readonly MetricPoint[]): string {
  const blocks = new Map<string, MetricPoint[]>();
  for (const point of points) {
    const block = blocks.get(point.name) ?? [];
    block.push(point);
    blocks.set(point.name, block);
  }
  const lines: string[] = [];
  for (const name of [...blocks.keys()].sort()) {
    const block = blocks.get(name) ?? [];
    lines.push(`# TYPE ${name} ${block[0].type}`);
    for (const point of block)
      lines.push(`${name}${labelText(point)} ${formatNumber(point.value)}`);
  }
  return `${lines.join('\n')}\n`;
}

function labelText({ labels }: MetricPoint): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) =>
      `${name}="${value
        .replace(/\\/g, '\\\\')
        .replace(/"/g, '\\"')
        .replace(/\n/g, '\\n')}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
