import { factoryTelemetry, orders } from '../__testUtils__/story';
import { flowRows, leadingMeasures, neighbourhood, neighboursOf } from './flowList';

describe('flowRows', () => {
  it('puts each hop under the element that it leaves', () => {
    expect(flowRows(factoryTelemetry).map(row => `${row.kind} ${row.id}`)).toEqual([
      'element telemetry',
      'hop telemetry enricher',
      'element enricher',
      'hop enricher readings-search',
      'element readings-search',
    ]);
  });

  it('shows a hop to an element that the user may not see, by its id', () => {
    const partly = { ...factoryTelemetry, elements: factoryTelemetry.elements.slice(0, 1) };
    const hop = flowRows(partly).find(row => row.kind === 'hop');
    expect(hop).toMatchObject({ toTitle: 'enricher' });
  });

  it('handles ten times two hundred elements in flow order', () => {
    const [first] = orders.elements;
    const elements = Array.from({ length: 2000 }, (_, index) => ({ ...first, id: `e${index}`, title: `e${index}` }));
    expect(flowRows({ ...orders, elements }).map(row => row.id)).toEqual(elements.map(({ id }) => id));
  });
});

describe('neighbourhood', () => {
  it('holds the element, what it reads from and what reads it, and only the hops between', () => {
    expect(neighboursOf(factoryTelemetry, 'enricher')).toEqual({ upstream: ['telemetry'], downstream: ['readings-search'] });
    const around = neighbourhood(factoryTelemetry, 'telemetry');
    expect(around.elements.map(({ id }) => id)).toEqual(['telemetry', 'enricher']);
    expect(around.flow.map(({ to }) => to)).toEqual(['enricher']);
  });
});

describe('leadingMeasures', () => {
  it('are the first two of the engine, or fewer', () => {
    expect(leadingMeasures(factoryTelemetry.elements[0]).map(measure => measure?.key)).toEqual(['in', 'fullIn']);
    expect(leadingMeasures({ ...factoryTelemetry.elements[0], measures: [] })).toEqual([undefined, undefined]);
  });
});
