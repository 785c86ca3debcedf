import type { JsonObject } from '@backstage/types';
import { fittingOffsets, leftOutSentence } from './fittingOffsets';

const entry = (group: string, topic: string, partitions = 1): JsonObject => ({ group, topic, partitions: Array.from({ length: partitions }, (_, partition) => ({ partition, offset: 1_000_000 + partition })) });
const given = (...offsets: JsonObject[]) => ({ params: { offsetSteps: ['a', 'b'] }, facts: { a: { offsets }, b: {} } });

describe('offsets of a point', () => {
  it('are kept as recorded where they fit, and are nothing where none were recorded', () => {
    expect(fittingOffsets(given(entry('g', 't', 2), entry('', 't')))).toEqual({ text: JSON.stringify([entry('g', 't', 2), entry('', 't')]), leftOut: [] });
    expect(fittingOffsets(given())).toEqual({ leftOut: [] });
    expect(leftOutSentence(fittingOffsets(given(entry('g', 't'))))).toBeUndefined();
  });

  it('never are more than a ConfigMap holds, and what is left out is named', () => {
    const many = Array.from({ length: 40 }, (_, index) => entry(`group-${index}`, 'orders', 1_000));
    const found = fittingOffsets(given(...many));
    expect(new TextEncoder().encode(found.text).length).toBeLessThanOrEqual(900_000);
    const kept: unknown = JSON.parse(found.text ?? '');
    expect(kept).toEqual(many.slice(0, 40 - found.leftOut.length));
    expect(found.leftOut.length).toBeGreaterThan(5);
    expect(leftOutSentence(found)).toContain(`group group-${40 - found.leftOut.length} of orders`);
  });

  it('leaves out what is too large by itself and keeps what comes after it', () => {
    expect(fittingOffsets(given(entry('large', 't', 50), entry('small', 't')), 200)).toEqual({ text: JSON.stringify([entry('small', 't')]), leftOut: ['group large of t'] });
    expect(fittingOffsets(given(entry('large', 't', 50)), 200)).toEqual({ leftOut: ['group large of t'] });
  });

  it('names no more than twenty', () => {
    const found = fittingOffsets(given(...Array.from({ length: 30 }, (_, index) => entry(`g${index}`, 't'))), 10);
    expect(leftOutSentence(found)).toMatch(/group g19 of t and 10 more: after a restore these go on where they are$/);
  });

  it('counts bytes, not letters', () => {
    expect(fittingOffsets(given(entry('é'.repeat(100), 't')), 200).leftOut).toHaveLength(1);
  });
});
