import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import type { LabelMatcher } from '../sampleSource';
import {
  AGGREGATIONS,
  ARITHMETIC,
  COMPARISON,
  SET,
  type BinaryExpression,
  type Expression,
  type VectorMatching,
} from './expression';
import { labelRegex } from './labelRegex';
import { outsideSubset, PromqlError } from './promqlError';

/** Milliseconds of a PromQL duration like `1h30m`, or of a plain number of seconds. */
export function parseDuration(text: string): number {
  const units: Record<string, number> = {
    ms: 1,
    s: 1_000,
    m: 60_000,
    h: 3_600_000,
    d: 86_400_000,
    w: 604_800_000,
    y: 31_536_000_000,
  };
  if (/^(\d+(ms|[smhdwy]))+$/.test(text)) {
    let total = 0;
    for (const [, count, unit] of text.matchAll(/(\d+)(ms|[smhdwy])/g))
      total += Number(count) * units[unit];
    return total;
  }
  const seconds = Number(text);
  if (text.trim() === '' || !Number.isFinite(seconds)) {
    throw new PromqlError('bad_data', `"${text}" is not a duration`);
  }
  return seconds * 1_000;
}

class Reader {
  constructor(private readonly query: string) {}

  expression(node: SyntaxNode): Expression {
    switch (node.name) {
      case 'ParenExpr':
        return this.expression(this.onlyChild(node));
      case 'NumberDurationLiteral':
        return { kind: 'number', value: parseNumber(this.text(node)) };
      case 'StringLiteral':
        return { kind: 'string', value: unquote(this.text(node)) };
      case 'VectorSelector':
        return { kind: 'selector', matchers: this.matchers(node), offsetMs: 0 };
      case 'MatrixSelector':
        return this.range(node);
      case 'SubqueryExpr':
        return this.subquery(node);
      case 'OffsetExpr':
        return this.offset(node);
      case 'UnaryExpr':
        return this.unary(node);
      case 'BinaryExpr':
        return this.binary(node);
      case 'AggregateExpr':
        return this.aggregate(node);
      case 'FunctionCall':
        return this.call(node);
      default:
        throw outsideSubset(`${node.name} ("${this.text(node)}")`);
    }
  }

  private text(node: SyntaxNode): string {
    return this.query.slice(node.from, node.to);
  }

  private onlyChild(node: SyntaxNode): SyntaxNode {
    const child = node.firstChild;
    if (!child)
      throw new PromqlError('bad_data', `nothing inside "${this.text(node)}"`);
    return child;
  }

  private matchers(node: SyntaxNode): LabelMatcher[] {
    const found: LabelMatcher[] = [];
    const name = node.getChild('Identifier');
    if (name) found.push({ name: '__name__', op: '=', value: this.text(name) });
    for (const one of node
      .getChild('LabelMatchers')
      ?.getChildren('UnquotedLabelMatcher') ?? []) {
      const [label, op, value] = children(one);
      found.push({
        name: this.text(label),
        op: matchOperator(this.text(op)),
        value: unquote(this.text(value)),
      });
    }
    if (node.getChild('LabelMatchers')?.getChild('QuotedLabelMatcher'))
      throw outsideSubset('a quoted label name');
    if (node.getChild('LabelMatchers')?.getChild('QuotedLabelName'))
      throw outsideSubset('a quoted metric name');
    if (
      !found.some(matcher =>
        matcher.op === '=' ? matcher.value !== '' : !matchesEmpty(matcher),
      )
    ) {
      throw new PromqlError(
        'bad_data',
        'vector selector must contain at least one non-empty matcher',
      );
    }
    return found;
  }

  private duration(node: SyntaxNode): number {
    const negative = node.getChild('UnaryOp');
    const inner = node.getChild('OffsetDurationExpr');
    if (negative && inner)
      return (this.text(negative) === '-' ? -1 : 1) * this.duration(inner);
    if (
      !node.getChild('NumberDurationLiteralInDurationContext') ||
      children(node).length !== 1
    ) {
      throw outsideSubset('a computed duration');
    }
    return parseDuration(this.text(node));
  }

  private range(node: SyntaxNode): Expression {
    const [of, duration] = children(node);
    const selector = this.expression(of);
    if (selector.kind !== 'selector') {
      throw new PromqlError(
        'bad_data',
        'ranges only allowed for vector selectors',
      );
    }
    return { kind: 'range', selector, rangeMs: this.duration(duration) };
  }

  private subquery(node: SyntaxNode): Expression {
    const [of, range, step] = children(node);
    return {
      kind: 'subquery',
      of: this.expression(of),
      rangeMs: this.duration(range),
      stepMs: step ? this.duration(step) : 60_000,
      offsetMs: 0,
    };
  }

  private offset(node: SyntaxNode): Expression {
    const duration = node.getChild('OffsetDurationExpr');
    return this.shifted(
      this.onlyChild(node),
      duration ? this.duration(duration) : 0,
    );
  }

  /**
   * The grammar lets a trailing offset follow a whole `a + b`; in PromQL it
   * belongs to the selector right before it.
   */
  private shifted(node: SyntaxNode, offsetMs: number): Expression {
    if (node.name === 'BinaryExpr') {
      const right = children(node).pop() ?? node;
      const binary = this.binary(node);
      return { ...binary, right: this.shifted(right, offsetMs) };
    }
    if (node.name === 'UnaryExpr') {
      const [op, inner] = children(node);
      const of = this.shifted(inner, offsetMs);
      return this.text(op) === '-' ? { kind: 'negate', of } : of;
    }
    const of = this.expression(node);
    const takes = ['VectorSelector', 'MatrixSelector', 'SubqueryExpr'].includes(
      node.name,
    );
    if (takes && (of.kind === 'selector' || of.kind === 'subquery')) {
      return { ...of, offsetMs };
    }
    if (takes && of.kind === 'range') {
      return { ...of, selector: { ...of.selector, offsetMs } };
    }
    throw new PromqlError(
      'bad_data',
      'offset modifier must be preceded by a selector or a subquery',
    );
  }

  private unary(node: SyntaxNode): Expression {
    const [op, of] = children(node);
    const inner = this.expression(of);
    return this.text(op) === '-' ? { kind: 'negate', of: inner } : inner;
  }

  private binary(node: SyntaxNode): BinaryExpression {
    const parts = children(node);
    const op = this.operator(parts[1]);
    const clause = node.getChild('MatchingModifierClause');
    if (node.getChild('FillModifier')) throw outsideSubset('fill');
    const set = SET.some(known => known === op);
    return {
      kind: 'binary',
      op,
      asBool: node.getChild('BoolModifier') !== null,
      matching: clause
        ? this.matching(clause)
        : { on: false, labels: [], many: 'none', include: [] },
      left: this.expression(parts[0]),
      right: this.expression(parts[parts.length - 1]),
      ...(set ? { asBool: false } : {}),
    };
  }

  private operator(node: SyntaxNode): BinaryExpression['op'] {
    const text = this.text(node).toLowerCase();
    const known = [...ARITHMETIC, ...COMPARISON, ...SET].find(
      op => op === text,
    );
    if (!known) throw outsideSubset(`the operator ${text}`);
    return known;
  }

  private matching(clause: SyntaxNode): VectorMatching {
    const [labels, include] = clause.getChildren('GroupingLabels');
    let many: VectorMatching['many'] = 'none';
    if (clause.getChild('GroupLeft')) many = 'left';
    if (clause.getChild('GroupRight')) many = 'right';
    return {
      on: clause.getChild('On') !== null,
      labels: labels ? this.labelNames(labels) : [],
      many,
      include: include ? this.labelNames(include) : [],
    };
  }

  private labelNames(node: SyntaxNode): string[] {
    return node.getChildren('LabelName').map(label => this.text(label));
  }

  private aggregate(node: SyntaxNode): Expression {
    const name = node.getChild('AggregateOp');
    const text = name ? this.text(name).toLowerCase() : '';
    const op = AGGREGATIONS.find(known => known === text);
    if (!op) throw outsideSubset(`the aggregation ${text}`);
    const body = node.getChild('FunctionCallBody');
    const args = body ? children(body) : [];
    if (args.length !== 1)
      throw new PromqlError(
        'bad_data',
        `wrong number of arguments for aggregate expression ${op}`,
      );
    const modifier = node.getChild('AggregateModifier');
    const labels = modifier?.getChild('GroupingLabels');
    return {
      kind: 'aggregate',
      op,
      without: Boolean(modifier?.getChild('Without')),
      labels: labels ? this.labelNames(labels) : [],
      of: this.expression(args[0]),
    };
  }

  private call(node: SyntaxNode): Expression {
    const name = node.getChild('FunctionIdentifier');
    const body = node.getChild('FunctionCallBody');
    return {
      kind: 'call',
      name: name ? this.text(name) : '',
      args: (body ? children(body) : []).map(argument =>
        this.expression(argument),
      ),
    };
  }
}

/**
 * Parses PromQL with Prometheus' own grammar. Throws a {@link PromqlError}:
 * `bad_data` for what is not PromQL, `execution` for what is outside the subset.
 */
export function parsePromql(query: string): Expression {
  const tree = parser.parse(query);
  let faultAt: number | undefined;
  tree.iterate({
    enter: node => {
      if (node.type.isError && faultAt === undefined) faultAt = node.from;
    },
  });
  const root = tree.topNode.firstChild;
  if (faultAt !== undefined || !root) {
    throw new PromqlError(
      'bad_data',
      `parse error at character ${(faultAt ?? 0) + 1} of "${query}"`,
    );
  }
  return new Reader(query).expression(root);
}

function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== 'LineComment') found.push(child);
  }
  return found;
}

function matchOperator(text: string): LabelMatcher['op'] {
  if (text === '=' || text === '!=' || text === '=~' || text === '!~')
    return text;
  throw new PromqlError('bad_data', `"${text}" does not compare a label`);
}

function matchesEmpty(matcher: LabelMatcher): boolean {
  if (matcher.op === '!=') return matcher.value !== '';
  const regex = labelRegex(matcher.value);
  return matcher.op === '=~' ? regex.test('') : !regex.test('');
}

function parseNumber(text: string): number {
  const lower = text.toLowerCase();
  if (/^\+?inf$/.test(lower)) return Infinity;
  if (lower === '-inf') return -Infinity;
  if (/^[+-]?nan$/.test(lower)) return NaN;
  if (/^\d+(ms|[smhdwy])/.test(lower)) return parseDuration(lower) / 1_000;
  const value = Number(lower);
  if (Number.isNaN(value))
    throw new PromqlError('bad_data', `"${text}" is not a number`);
  return value;
}

function unquote(text: string): string {
  const inner = text.slice(1, -1);
  if (text.startsWith('`')) return inner;
  const escapes: Record<string, string> = {
    n: '\n',
    t: '\t',
    r: '\r',
    a: '\x07',
    b: '\b',
    f: '\f',
    v: '\v',
  };
  return inner.replace(
    /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)/gs,
    (_, code: string) =>
      code.length > 1
        ? String.fromCharCode(Number.parseInt(code.slice(1), 16))
        : escapes[code] ?? code,
  );
}
