import { answerQuery } from 'sandbox/metrics-testing';
import { comparable } from './answer';
import { catalogue } from './catalogue';
import queries from './queries.json';
import {
  requirePrometheus,
  startPrometheus,
  type RunningPrometheus,
} from './prometheus';
import { asOpenMetrics, ASKED_AT, inStore, sameSamples } from './sameSamples';

/** Relative difference that two correct calculations may have. */
const TOLERANCE = 1e-6;
/** promtool has seven hours of samples to write. */
const START_MS = 180_000;
const CASE_MS = 60_000;

function close(expected: number): unknown {
  if (!Number.isFinite(expected)) return expected;
  return {
    $$typeof: Symbol.for('jest.asymmetricMatcher'),
    asymmetricMatch: (actual: unknown) =>
      typeof actual === 'number' &&
      Math.abs(actual - expected) <=
        TOLERANCE * Math.max(Math.abs(expected), 1e-9),
    toString: () => `within ${TOLERANCE} of`,
    toAsymmetricMatcher: () => String(expected),
  };
}

const binaries = requirePrometheus();

if (binaries) {
  describe('the sandbox answers as Prometheus does', () => {
    const samples = sameSamples();
    const store = inStore(samples);
    let prometheus: RunningPrometheus;

    beforeAll(async () => {
      prometheus = await startPrometheus(binaries, asOpenMetrics(samples));
    }, START_MS);
    afterAll(() => prometheus?.stop(), START_MS);

    /** What both say; the real numbers carry the tolerance. */
    async function both(query: string) {
      const parameters = new URLSearchParams({
        query,
        time: String(ASKED_AT / 1_000),
      });
      const answer = await fetch(
        `${prometheus.address}/api/v1/query?${parameters}`,
      );
      const real = comparable(await answer.json());
      const { body } = answerQuery(
        'query',
        parameters,
        store,
        new Date(ASKED_AT),
      );
      return {
        wanted:
          'rows' in real
            ? {
                rows: real.rows.map(([labels, value]) => [
                  labels,
                  close(value),
                ]),
              }
            : real,
        got: comparable(JSON.parse(JSON.stringify(body))),
      };
    }

    it.each(Object.entries(queries))(
      '%s',
      async (_, query) => {
        const { wanted, got } = await both(query);
        expect(got).toEqual(wanted);
      },
      CASE_MS,
    );

    // A query of the product that finds nothing here would be compared in vain.
    it.each(catalogue())(
      'the product: %s',
      async (_, query) => {
        const { wanted, got } = await both(query);
        expect(got).toEqual(wanted);
        expect(got).toHaveProperty(['rows', 0]);
      },
      CASE_MS,
    );
  });
}
