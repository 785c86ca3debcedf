import type { LabelMatcher } from '../sampleSource';

/** A parsed PromQL expression of the sandbox's subset. Durations in milliseconds. */
export type Expression =
  | { kind: 'number'; value: number }
  | { kind: 'string'; value: string }
  | Selector
  | RangeSelector
  | Subquery
  | { kind: 'negate'; of: Expression }
  | BinaryExpression
  | AggregateExpression
  | CallExpression;

/** `name{label="value"} offset 5m`. */
export interface Selector {
  kind: 'selector';
  matchers: LabelMatcher[];
  offsetMs: number;
}

/** `selector[5m]`. */
export interface RangeSelector {
  kind: 'range';
  selector: Selector;
  rangeMs: number;
}

/** `expression[1h:30s] offset 5m`; without a step, one minute as Prometheus' default. */
export interface Subquery {
  kind: 'subquery';
  of: Expression;
  rangeMs: number;
  stepMs: number;
  offsetMs: number;
}

export const ARITHMETIC = ['+', '-', '*', '/', '%'] as const;
export const COMPARISON = ['==', '!=', '>', '<', '>=', '<='] as const;
export const SET = ['and', 'or', 'unless'] as const;
export type ArithmeticOperator = (typeof ARITHMETIC)[number];
export type ComparisonOperator = (typeof COMPARISON)[number];
export type SetOperator = (typeof SET)[number];

export interface BinaryExpression {
  kind: 'binary';
  op: ArithmeticOperator | ComparisonOperator | SetOperator;
  /** `bool` after a comparison. */
  asBool: boolean;
  matching: VectorMatching;
  left: Expression;
  right: Expression;
}

/** How the series of two sides find each other. */
export interface VectorMatching {
  /** True for `on (labels)`, false for `ignoring (labels)` and for no clause at all. */
  on: boolean;
  labels: string[];
  /** The side that may have several series for one of the other. */
  many: 'none' | 'left' | 'right';
  /** Labels taken over from the "one" side. */
  include: string[];
}

export const AGGREGATIONS = [
  'sum',
  'min',
  'max',
  'avg',
  'count',
  'group',
] as const;
export type Aggregation = (typeof AGGREGATIONS)[number];

export interface AggregateExpression {
  kind: 'aggregate';
  op: Aggregation;
  /** True for `without (labels)`. */
  without: boolean;
  labels: string[];
  of: Expression;
}

export interface CallExpression {
  kind: 'call';
  name: string;
  args: Expression[];
}
