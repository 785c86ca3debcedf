import { parseQuantity, type KubernetesManifest } from '@penstock/backstage-plugin-data-pipelines-common';
import { isRecord } from './manifest';
import type { ManifestProblem } from './ManifestProblem';

/** What the JVM, and so Spark, takes for an amount of memory: not a Kubernetes quantity. */
const JVM_MEMORY = /^\d+(k|m|g|t|p)?b?$/i;

/** Kubernetes counts in 64 bits: 8Ei less one. */
const MOST = 2 ** 63 - 1;

/** Every quantity of a manifest that Kubernetes, or Spark, could not read. Pure. */
export function quantityProblems(manifest: KubernetesManifest, at: { kind: string; name: string }): ManifestProblem[] {
  const problems: ManifestProblem[] = [];
  walk(manifest, [], (value, path) => {
    const use = useOf(path, at.kind);
    const reason = use && faultOf(value, use, String(path.at(-1)));
    if (reason === undefined) return;
    problems.push({
      ...at,
      code: 'QUANTITY_INVALID',
      sentence: `${at.kind} ${at.name} asks for "${String(value).slice(0, 40)}" at ${textOf(path)}, which ${reason}`,
      remedy:
        use === 'jvm-memory'
          ? 'write a number with k, m, g or t, for example 4g'
          : 'write a number with a unit such as Gi, Mi or m, for example 100Gi',
      path: textOf(path),
    });
  });
  return problems;
}

type QuantityUse = 'amount' | 'jvm-memory';
type Path = readonly (string | number)[];

/** Where quantities stand: requests and limits of any container or claim, sizes of Strimzi storage, memory of Spark. */
function useOf(path: Path, kind: string): QuantityUse | undefined {
  const [above2, above, last] = path.slice(-3);
  if (above2 === 'resources' && (above === 'requests' || above === 'limits')) return 'amount';
  if (last === 'size' && path.includes('storage') && kind.startsWith('Kafka')) return 'amount';
  if (/Spark/.test(kind) && (last === 'memory' || last === 'memoryOverhead') && isSparkPod(above)) return 'jvm-memory';
  return undefined;
}

function isSparkPod(key: string | number | undefined): boolean {
  return key === 'driver' || key === 'executor';
}

function faultOf(value: unknown, use: QuantityUse, field: string): string | undefined {
  if (use === 'jvm-memory') {
    return typeof value === 'string' && JVM_MEMORY.test(value) ? undefined : 'Spark cannot read as an amount of memory';
  }
  if (typeof value !== 'string' && typeof value !== 'number') return 'is no quantity';
  try {
    const text = String(value);
    const amount = parseQuantity(text);
    if (text !== text.trim()) return 'has blanks around it';
    if (amount > MOST) return 'is more than Kubernetes can count';
    const least = field === 'size' || field === 'storage' ? 1 : 0;
    return amount >= least ? undefined : 'is not more than nothing';
  } catch {
    return 'is no Kubernetes quantity';
  }
}

function walk(value: unknown, path: Path, visit: (leaf: unknown, path: Path) => void): void {
  if (Array.isArray(value)) {
    value.forEach((item, index) => walk(item, [...path, index], visit));
  } else if (isRecord(value)) {
    for (const [key, item] of Object.entries(value)) walk(item, [...path, key], visit);
  } else {
    visit(value, path);
  }
}

function textOf(path: Path): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index ? '.' : ''}${part}`)).join('');
}
