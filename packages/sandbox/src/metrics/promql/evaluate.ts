import { STALE, type SampleSource, type SeriesWindow } from '../sampleSource';
import { aggregate } from './aggregate';
import { combine } from './binary';
import { callFunction } from './functions';
import type {
  Expression,
  RangeSelector,
  Selector,
  Subquery,
} from './expression';
import { outsideSubset, PromqlError } from './promqlError';
import {
  KEEPS_NAME,
  RANGE_FUNCTIONS,
  type RangeBounds,
} from './rangeFunctions';
import { signature, withoutName, type Value, type VectorRow } from './vector';

/** How far back an instant selector looks for a series' newest sample; Prometheus' default. */
export const LOOKBACK_MS = 300_000;

class Evaluation {
  constructor(
    private readonly source: SampleSource,
    private readonly atMs: number,
  ) {}

  value(expression: Expression): Value {
    switch (expression.kind) {
      case 'number':
        return { type: 'scalar', value: expression.value };
      case 'string':
        return { type: 'string', value: expression.value };
      case 'selector':
        return { type: 'vector', rows: this.instant(expression) };
      case 'range':
      case 'subquery':
        throw outsideSubset('a range vector that no function consumes');
      case 'negate':
        return this.negate(this.value(expression.of));
      case 'binary':
        return this.checked(
          combine(
            expression,
            this.value(expression.left),
            this.value(expression.right),
          ),
        );
      case 'aggregate':
        return {
          type: 'vector',
          rows: aggregate(expression, this.vector(expression.of)),
        };
      case 'call':
        return this.checked(this.call(expression.name, expression.args));
      default: {
        const never: never = expression;
        throw new Error(`unknown expression ${String(never)}`);
      }
    }
  }

  private vector(expression: Expression): VectorRow[] {
    const value = this.value(expression);
    if (value.type === 'vector') return value.rows;
    throw new PromqlError(
      'bad_data',
      `expected type instant vector, got ${value.type}`,
    );
  }

  private scalar(expression: Expression | undefined): number {
    const value = expression ? this.value(expression) : undefined;
    if (value?.type === 'scalar') return value.value;
    throw new PromqlError(
      'bad_data',
      `expected type scalar, got ${value?.type ?? 'nothing'}`,
    );
  }

  /** Two rows with the same labels cannot be told apart. */
  private checked(value: Value): Value {
    if (value.type !== 'vector') return value;
    const seen = new Set<string>();
    for (const row of value.rows) {
      const key = signature(row.labels);
      if (seen.has(key))
        throw new PromqlError(
          'execution',
          'vector cannot contain metrics with the same labelset',
        );
      seen.add(key);
    }
    return value;
  }

  private negate(value: Value): Value {
    if (value.type === 'scalar') return { type: 'scalar', value: -value.value };
    if (value.type === 'vector') {
      return this.checked({
        type: 'vector',
        rows: value.rows.map(row => ({
          labels: withoutName(row.labels),
          value: -row.value,
        })),
      });
    }
    throw new PromqlError(
      'bad_data',
      'unary expression only allowed on expressions of type scalar or instant vector',
    );
  }

  private instant({ matchers, offsetMs }: Selector): VectorRow[] {
    const at = this.atMs - offsetMs;
    return this.source
      .select(matchers, at - LOOKBACK_MS + 1, at)
      .flatMap(({ labels, values }) => {
        const value = values[values.length - 1];
        return value === undefined || value === STALE
          ? []
          : [{ labels, value }];
      });
  }

  /** Seconds since the epoch at which each sample was taken; of anything that is computed, the instant of evaluation. */
  private timestamps(args: readonly Expression[]): Value {
    const [of] = args;
    if (args.length !== 1 || of === undefined)
      throw new PromqlError(
        'bad_data',
        'expected 1 argument(s) in call to "timestamp"',
      );
    if (of.kind !== 'selector') {
      const rows = this.vector(of).map(({ labels }) => ({
        labels: withoutName(labels),
        value: this.atMs / 1_000,
      }));
      return { type: 'vector', rows };
    }
    const at = this.atMs - of.offsetMs;
    const rows = this.source
      .select(of.matchers, at - LOOKBACK_MS + 1, at)
      .flatMap(({ labels, times, values }) => {
        const last = values.length - 1;
        if (last < 0 || values[last] === STALE) return [];
        return [{ labels: withoutName(labels), value: times[last] / 1_000 }];
      });
    return { type: 'vector', rows };
  }

  private call(name: string, args: readonly Expression[]): Value {
    if (name === 'timestamp') return this.timestamps(args);
    const range = args.find(
      argument => argument.kind === 'range' || argument.kind === 'subquery',
    );
    const fold = Object.hasOwn(RANGE_FUNCTIONS, name)
      ? RANGE_FUNCTIONS[name]
      : undefined;
    if (!fold) {
      if (range) throw outsideSubset(`the function ${name}`);
      return callFunction(name, args, {
        vector: argument => this.vector(argument),
        scalar: argument => this.scalar(argument),
        value: argument => this.value(argument),
        atMs: this.atMs,
      });
    }
    if (range?.kind !== 'range' && range?.kind !== 'subquery') {
      throw new PromqlError(
        'bad_data',
        `expected type range vector in call to function "${name}"`,
      );
    }
    const parameter = name === 'predict_linear' ? this.scalar(args[1]) : 0;
    const { windows, bounds } =
      range.kind === 'range' ? this.range(range) : this.subquery(range);
    const rows = windows.flatMap(window => {
      const kept = window.values.flatMap((value, index) =>
        value === STALE ? [] : [index],
      );
      if (kept.length === 0) return [];
      const samples = {
        times: kept.map(i => window.times[i]),
        values: kept.map(i => window.values[i]),
      };
      const value = fold(samples, bounds, parameter);
      if (value === undefined) return [];
      return [
        {
          labels: KEEPS_NAME.has(name)
            ? window.labels
            : withoutName(window.labels),
          value,
        },
      ];
    });
    return { type: 'vector', rows };
  }

  private range({ selector, rangeMs }: RangeSelector): {
    windows: SeriesWindow[];
    bounds: RangeBounds;
  } {
    const endMs = this.atMs - selector.offsetMs;
    const startMs = endMs - rangeMs;
    return {
      windows: this.source.select(selector.matchers, startMs + 1, endMs),
      bounds: { startMs, endMs, evaluationMs: this.atMs },
    };
  }

  /** Evaluates the inner expression at multiples of the step, as Prometheus aligns them. */
  private subquery({ of, rangeMs, stepMs, offsetMs }: Subquery): {
    windows: SeriesWindow[];
    bounds: RangeBounds;
  } {
    const endMs = this.atMs - offsetMs;
    const startMs = endMs - rangeMs;
    if (rangeMs / stepMs > 11_000)
      throw new PromqlError(
        'execution',
        'a subquery may have at most 11,000 steps',
      );
    const found = new Map<
      string,
      { labels: VectorRow['labels']; times: number[]; values: number[] }
    >();
    for (
      let at = (Math.floor(startMs / stepMs) + 1) * stepMs;
      at <= endMs;
      at += stepMs
    ) {
      const value = new Evaluation(this.source, at).value(of);
      const rows = value.type === 'vector' ? value.rows : [];
      if (value.type === 'scalar')
        rows.push({ labels: {}, value: value.value });
      for (const row of rows) {
        const key = signature(row.labels);
        const series = found.get(key) ?? {
          labels: row.labels,
          times: [],
          values: [],
        };
        series.times.push(at);
        series.values.push(row.value);
        found.set(key, series);
      }
    }
    return {
      windows: [...found.values()],
      bounds: { startMs, endMs, evaluationMs: this.atMs },
    };
  }
}

/**
 * Evaluates an expression at one instant with Prometheus' semantics: five
 * minutes of look-back, stale marks end a series, ranges are open on the left
 * and closed on the right. Pure.
 */
export function evaluate(
  expression: Expression,
  source: SampleSource,
  atMs: number,
): Value {
  return new Evaluation(source, atMs).value(expression);
}
