import { STALE } from '../sampleSource';
import { SeriesStore } from '../seriesStore';
import { evaluate } from './evaluate';
import { parsePromql } from './parse';

/** Seconds at which the samples of `text` stand: one every 15 s, the last at 600 s. */
const END = 600_000;

/** Series in the form `name{a="b"} 1 2 3`; `_` is a gap and `x` the end of the series. */
function storeOf(...lines: string[]): SeriesStore {
  const store = new SeriesStore();
  const parsed = lines.map(line => {
    const match = /^(\w+)(?:\{(.*)\})? (.*)$/.exec(line);
    if (!match) throw new Error(line);
    const pairs = [...(match[2] ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(
      ([, name, value]) => [name, value],
    );
    return {
      labels: { __name__: match[1], ...Object.fromEntries(pairs) },
      values: match[3].split(' '),
    };
  });
  const longest = Math.max(...parsed.map(({ values }) => values.length));
  for (let step = 0; step < longest; step++) {
    const samples = parsed.flatMap(({ labels, values }) => {
      const text = values[step + values.length - longest] ?? '_';
      if (text === '_') return [];
      return [{ labels, value: text === 'x' ? STALE : Number(text) }];
    });
    store.appendPast(END - (longest - 1 - step) * 15_000, samples);
  }
  return store;
}

function ask(
  query: string,
  ...lines: string[]
): Record<string, number> | number | string {
  const value = evaluate(parsePromql(query), storeOf(...lines), END + 1_000);
  if (value.type !== 'vector') return value.value;
  return Object.fromEntries(
    value.rows.map(({ labels, value: number }) => [
      Object.entries(labels)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, text]) => `${name}=${text}`)
        .join(','),
      number,
    ]),
  );
}

describe('PromQL', () => {
  it('selects by every kind of matcher; a missing label is the empty one', () => {
    const lines = [
      'm{a="1",b="x"} 1',
      'm{a="2"} 2',
      'm{a="31"} 3',
      'n{a="1"} 9',
    ];
    expect(ask('m{a=~"1|3.*"}', ...lines)).toEqual({
      '__name__=m,a=1,b=x': 1,
      '__name__=m,a=31': 3,
    });
    expect(ask('m{b=""}', ...lines)).toEqual({
      '__name__=m,a=2': 2,
      '__name__=m,a=31': 3,
    });
    expect(ask('m{b!="",a!~"2"}', ...lines)).toEqual({
      '__name__=m,a=1,b=x': 1,
    });
    expect(ask('{__name__=~"m|n",a="1"}', ...lines)).toEqual({
      '__name__=m,a=1,b=x': 1,
      '__name__=n,a=1': 9,
    });
  });

  it('forgets a series five minutes after its last sample, and at once when it ended', () => {
    const store = storeOf('m 1', 'ended 1 x');
    expect(evaluate(parsePromql('m'), store, END + 299_000)).toMatchObject({
      rows: [{ value: 1 }],
    });
    expect(evaluate(parsePromql('m'), store, END + 301_000)).toMatchObject({
      rows: [],
    });
    expect(evaluate(parsePromql('ended'), store, END + 1)).toMatchObject({
      rows: [],
    });
  });

  it('extrapolates increase to the edges, and counts on after a reset', () => {
    expect(ask('increase(c[1m])', 'c 100 110 120 130 140')).toEqual({ '': 40 });
    expect(ask('rate(c[1m])', 'c 100 110 120 5 15')).toEqual({
      '': ((10 + 5 + 10) * (60 / 45)) / 60,
    });
    expect(ask('rate(c[1m])', 'c 100')).toEqual({});
    // Not more than half an interval towards a start without samples.
    expect(ask('increase(c[10m])', 'c 100 110 120')).toEqual({
      '': 20 * ((30 + 7.5 + 1) / 30),
    });
    // A counter that began at zero was not below it.
    expect(ask('increase(c[10m])', 'c 0 10 20')).toEqual({
      '': 20 * ((30 + 0 + 1) / 30),
    });
  });

  it('fits a line: deriv and predict_linear', () => {
    expect(ask('deriv(g[5m])', 'g 0 30 60 90')).toEqual({ '': 2 });
    expect(ask('predict_linear(g[5m], 60)', 'g 0 30 60 90')).toEqual({
      '': expect.closeTo(90 + 2 * 61, 9),
    });
    expect(ask('deriv(g[5m])', 'g 7 7 7')).toEqual({ '': 0 });
    expect(ask('deriv(g[5m])', 'g 7')).toEqual({});
  });

  it('folds over time', () => {
    const line = 'g 4 2 2 8';
    expect(ask('max_over_time(g[5m])', line)).toEqual({ '': 8 });
    expect(ask('min_over_time(g[5m])', line)).toEqual({ '': 2 });
    expect(ask('avg_over_time(g[5m])', line)).toEqual({ '': 4 });
    expect(ask('changes(g[5m])', line)).toEqual({ '': 2 });
    expect(ask('resets(g[5m])', line)).toEqual({ '': 1 });
    expect(ask('last_over_time(g[5m])', line)).toEqual({ '__name__=g': 8 });
    expect(ask('max_over_time(deriv(g[1m])[2m:15s])', 'g 0 15 30 90')).toEqual({
      '': expect.closeTo(1.9, 5),
    });
  });

  it('shifts by offset', () => {
    expect(ask('g offset 30s', 'g 1 2 3 4')).toEqual({ '__name__=g': 2 });
  });

  it('aggregates by and without labels', () => {
    const lines = ['m{a="1",b="x"} 1', 'm{a="1",b="y"} 3', 'm{a="2",b="x"} 5'];
    expect(ask('sum by (a) (m)', ...lines)).toEqual({ 'a=1': 4, 'a=2': 5 });
    expect(ask('max without (a) (m)', ...lines)).toEqual({
      'b=x': 5,
      'b=y': 3,
    });
    expect(ask('count(m)', ...lines)).toEqual({ '': 3 });
    expect(ask('avg by (missing) (m)', ...lines)).toEqual({ '': 3 });
    expect(ask('max by (__name__, a) (m)', ...lines)).toEqual({
      '__name__=m,a=1': 3,
      '__name__=m,a=2': 5,
    });
  });

  it('joins vectors one to one and one to many', () => {
    const lines = [
      'end{p="0"} 10',
      'end{p="1"} 20',
      'done{p="0",g="a"} 4',
      'done{p="0",g="b"} 12',
      'done{p="1",g="a"} 20',
    ];
    expect(
      ask('clamp_min(end - on (p) group_right () done, 0)', ...lines),
    ).toEqual({ 'g=a,p=0': 6, 'g=b,p=0': 0, 'g=a,p=1': 0 });
    expect(ask('done{g="a"} / on (p) group_left () end', ...lines)).toEqual({
      'g=a,p=0': 0.4,
      'g=a,p=1': 1,
    });
    expect(ask('done{g="a"} < on (p) end', ...lines)).toEqual({ 'p=0': 4 });
    expect(ask('done{g="a"} + ignoring (g) end', ...lines)).toEqual({
      'p=0': 14,
      'p=1': 40,
    });
    expect(() => ask('end - on (p) done', ...lines)).toThrow(
      /many-to-many matching not allowed/,
    );
  });

  it('takes labels over with group_left', () => {
    expect(
      ask(
        'm * on (a) group_left (b) info',
        'm{a="1"} 3',
        'info{a="1",b="x"} 1',
      ),
    ).toEqual({ 'a=1,b=x': 3 });
  });

  it('compares: filters, keeps the name, or gives 0 and 1', () => {
    const lines = ['m{a="1"} 1', 'm{a="2"} 5'];
    expect(ask('m > 2', ...lines)).toEqual({ '__name__=m,a=2': 5 });
    expect(ask('2 < m', ...lines)).toEqual({ '__name__=m,a=2': 5 });
    expect(ask('m > bool 2', ...lines)).toEqual({ 'a=1': 0, 'a=2': 1 });
    expect(() => ask('1 > 2')).toThrow(/BOOL/);
  });

  it('knows and, or, unless', () => {
    const lines = ['m{a="1"} 1', 'm{a="2"} 2', 'n{a="2"} 9', 'n{a="3"} 9'];
    expect(ask('m and n', ...lines)).toEqual({ '__name__=m,a=2': 2 });
    expect(ask('m unless n', ...lines)).toEqual({ '__name__=m,a=1': 1 });
    expect(ask('m or n', ...lines)).toEqual({
      '__name__=m,a=1': 1,
      '__name__=m,a=2': 2,
      '__name__=n,a=3': 9,
    });
    expect(ask('m and on () n', ...lines)).toEqual({
      '__name__=m,a=1': 1,
      '__name__=m,a=2': 2,
    });
  });

  it('calculates with scalars, time and precedence', () => {
    expect(ask('1 + 2 * 3 - -4')).toBe(11);
    expect(ask('time() - scalar(g)', 'g 1')).toBe(600);
    expect(ask('-m', 'm{a="1"} 2')).toEqual({ 'a=1': -2 });
    expect(ask('m % 3 / 2', 'm 5')).toEqual({ '': 1 });
    expect(ask('5m')).toBe(300);
    expect(ask('m == m', 'm NaN')).toEqual({});
  });

  it('tells when samples were taken, and the instant of anything computed', () => {
    expect(ask('timestamp(m)', 'm{a="1"} 7 8', 'm{a="2"} 7 _', 'm{a="3"} 7 x')).toEqual({ 'a=1': 600, 'a=2': 585 });
    expect(ask('max (time() - timestamp(m))', 'm{a="1"} 7 8', 'm{a="2"} 7 _')).toEqual({ '': 16 });
    expect(ask('timestamp(m offset 15s)', 'm 7 8')).toEqual({ '': 585 });
    expect(ask('timestamp(m + 1)', 'm 7 _')).toEqual({ '': 601 });
    expect(() => ask('timestamp(m, m)', 'm 7')).toThrow('expected 1 argument(s)');
  });

  it('replaces labels and notices absence', () => {
    expect(
      ask('label_replace(m, "c", "$1-x", "a", "v(.*)")', 'm{a="v1"} 1'),
    ).toEqual({ '__name__=m,a=v1,c=1-x': 1 });
    expect(ask('absent(gone{a="1",b=~"x"})')).toEqual({ 'a=1': 1 });
    expect(ask('absent(m)', 'm 1')).toEqual({});
  });

  it('says in words what it does not know, and where a text is no PromQL', () => {
    expect(() => ask('topk(3, m)')).toThrow(/subset of PromQL.*topk/);
    expect(() => ask('histogram_quantile(0.9, m)')).toThrow(
      /subset of PromQL.*histogram_quantile/,
    );
    expect(() => ask('m @ 100')).toThrow(/subset/);
    expect(() => ask('sum(')).toThrow(/parse error/);
    expect(() => ask('{a=""}')).toThrow(/non-empty matcher/);
    expect(() => ask('rate(m)')).toThrow(/range vector/);
  });
});
