import type { Labels } from './sampleSource';

/** One line of an exposition page. */
export interface MetricPoint {
  name: string;
  type: 'counter' | 'gauge' | 'untyped';
  labels: Labels;
  value: number;
}

/** A point as a sample of its series. */
export function toSample({ name, labels, value }: MetricPoint): {
  labels: Labels;
  value: number;
} {
  return { labels: { ...labels, __name__: name }, value };
}

/** Collects points that share labels, as one scraped target gives them. */
export class Target {
  constructor(
    private readonly points: MetricPoint[],
    private readonly shared: Labels,
  ) {}

  gauge(name: string, value: number, labels: Labels = {}): void {
    this.points.push({
      name,
      type: 'gauge',
      labels: { ...this.shared, ...labels },
      value,
    });
  }

  counter(name: string, value: number, labels: Labels = {}): void {
    this.points.push({
      name,
      type: 'counter',
      labels: { ...this.shared, ...labels },
      value,
    });
  }

  /** The same target with more labels on every point. */
  with(labels: Labels): Target {
    return new Target(this.points, { ...this.shared, ...labels });
  }
}
