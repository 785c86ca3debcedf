import { spawnSync } from 'node:child_process';
import { until } from 'control-plane';
import { type Sandbox, startSandbox } from 'sandbox';
import { type Answer, comparable } from './answer';
import { catalogue } from './catalogue';
import {
  requirePrometheus,
  type RunningPrometheus,
  startScrapingPrometheus,
} from './prometheus';
import { SEEDED_CLUSTERS, seededQuery } from './seededQuery';

/*
 * A real Prometheus scrapes the running demo, and both are asked the product's
 * queries for the same instant. They must name the same series. Their values
 * are compared without the look back, which begins at the first scrape for the
 * one and hours ago for the other: rate and deriv over the very same samples
 * are compared in comparison.contract.test.ts.
 *
 * The sandbox takes a sample every 5 s, Prometheus one every second. So the
 * sandbox's value must be among those that Prometheus had in the seconds
 * before, or, for what moves between two scrapes, stick out by half their
 * spread at most. How old a sample is follows from when it was taken, which the
 * two do at their own moments: there it may be as old as the time between two.
 */
const SANDBOX_EVERY_S = 5;
/** Scrapes before the instant that is asked about, and one after it. */
const SCRAPES = SANDBOX_EVERY_S + 3;
/** Two floating-point calculations may differ by this, relatively. */
const TOLERANCE = 1e-9;
const LIMIT_MS = 180_000;
const CASE_MS = 60_000;

/** What promtool finds fault with, although the real exporters do the same: some names, and missing help texts. */
const KNOWN_LINTS = [
  / no help text$/,
  / metric names should be written in 'snake_case' not 'camelCase'$/,
  / counter metrics should have "_total" suffix$/,
  / non-histogram and non-summary metrics should not have "_(count|sum)" suffix$/,
];

type Rows = [string, number][];

function labelSets(rows: Rows): string[] {
  return rows.map(([labels]) => labels);
}

/** The query with the newest sample of each window in place of its slope. */
function withoutThePast(query: string): string {
  return query.replace(/\b(rate|deriv)\(/g, 'last_over_time(');
}

/** Whether a query asks for the age of samples, not for what they say. */
function isAge(query: string): boolean {
  return query.includes('timestamp(');
}

/** Whether a value is one of, or hardly beyond, those seen around it. */
function isAmong(value: number, seen: number[]): boolean {
  const [least, most] = [Math.min(...seen), Math.max(...seen)];
  const slack = (most - least) / 2 + TOLERANCE * Math.abs(most);
  return value >= least - slack && value <= most + slack;
}

const binaries = requirePrometheus();

if (binaries) {
  describe('a real Prometheus that scrapes the sandbox', () => {
    let sandbox: Sandbox;
    let prometheus: RunningPrometheus;
    /** Unix seconds that all questions are about. */
    let at: number;

    const page = (cluster: string) =>
      new URL(`${sandbox.control}/clusters/${cluster}/metrics`);

    async function ask(address: string, query: string, time?: number) {
      const parameters = new URLSearchParams({ query });
      if (time !== undefined) parameters.set('time', String(time));
      const answer = await fetch(`${address}/api/v1/query?${parameters}`);
      const read: Answer = await answer.json();
      const found = comparable(read);
      if ('refused' in found) throw new Error(`${query}: ${found.refused}`);
      return found.rows;
    }
    const askReal = (query: string, time?: number): Promise<Rows> =>
      ask(prometheus.address, query, time);
    const askSandbox = (cluster: string, query: string): Promise<Rows> =>
      ask(`${sandbox.control}/clusters/${cluster}/prometheus`, query, at);

    /** Whether the sandbox took its samples in time, which it cannot on a machine that is busy. */
    async function isFresh(instant: number): Promise<boolean> {
      const taken = await Promise.all(
        SEEDED_CLUSTERS.map(cluster =>
          ask(
            `${sandbox.control}/clusters/${cluster}/prometheus`,
            'min(timestamp(up))',
            instant,
          ),
        ),
      );
      return taken.every(
        rows =>
          rows.length === 1 &&
          rows.every(([, time]) => instant - time <= SANDBOX_EVERY_S),
      );
    }

    beforeAll(async () => {
      sandbox = await startSandbox({ demo: true });
      prometheus = await startScrapingPrometheus(
        binaries,
        Object.fromEntries(
          SEEDED_CLUSTERS.map(cluster => [cluster, page(cluster)]),
        ),
      );
      at = await until('an instant amid good scrapes', LIMIT_MS, async () => {
        const up = `up{job=~"${SEEDED_CLUSTERS.join('|')}"}`;
        const [[, newest]] = await askReal(`min(timestamp(${up}))`);
        const good = await askReal(
          `sum_over_time(${up}[${SCRAPES}s]) == count_over_time(${up}[${SCRAPES}s]) >= ${
            SCRAPES - 1
          }`,
          newest,
        );
        const instant = Math.floor(newest) - 1;
        return good.length === SEEDED_CLUSTERS.length && (await isFresh(instant))
          ? instant
          : undefined;
      });
    }, LIMIT_MS);

    afterAll(async () => {
      await prometheus?.stop();
      await sandbox?.stop();
    }, LIMIT_MS);

    /** All values of each row in the seconds in which the sandbox took its sample. */
    async function realAround(query: string): Promise<Map<string, number[]>> {
      const found = new Map<string, number[]>();
      for (let time = at - SANDBOX_EVERY_S - 1; time <= at + 1; time++) {
        for (const [labels, value] of await askReal(query, time))
          found.set(labels, [...(found.get(labels) ?? []), value]);
      }
      return found;
    }

    describe.each(SEEDED_CLUSTERS)('%s', cluster => {
      it('has a page that promtool finds no fault with', async () => {
        const text = await (await fetch(page(cluster))).text();
        const { stdout, stderr } = spawnSync(
          binaries.promtool,
          ['check', 'metrics'],
          { input: text, encoding: 'utf8' },
        );
        const faults = `${stdout}${stderr}`
          .split('\n')
          .filter(
            line => line !== '' && !KNOWN_LINTS.some(known => known.test(line)),
          );
        expect(faults).toEqual([]);
      });

      it(
        'has a page of which Prometheus takes every line',
        async () => {
          const answer = await fetch(`${prometheus.address}/api/v1/targets`);
          expect(await answer.json()).toMatchObject({
            data: {
              activeTargets: expect.arrayContaining([
                expect.objectContaining({
                  labels: expect.objectContaining({ job: cluster }),
                  lastError: '',
                }),
              ]),
            },
          });
          const mine = `{job="${cluster}"}`;
          expect(
            await askReal(
              `scrape_samples_scraped${mine} - scrape_samples_post_metric_relabeling${mine}`,
              at,
            ),
          ).toEqual([[expect.stringContaining(cluster), 0]]);
          // Pods come and go, and their lines with them: until a scrape and a look see the same.
          await until('as many samples as lines', CASE_MS, async () => {
            const text = await (await fetch(page(cluster))).text();
            const lines = text.split('\n').filter(line => /^[a-z]/.test(line));
            const [[, taken]] = await askReal(`scrape_samples_scraped${mine}`);
            return taken === lines.length ? true : undefined;
          });
          expect(await askReal(`up${mine}`, at)).toEqual([
            [expect.stringContaining(cluster), 1],
          ]);
        },
        LIMIT_MS,
      );

      it.each(catalogue())(
        'answers as it does: %s',
        async (_, sample) => {
          const query = seededQuery(cluster, sample);
          const got = await askSandbox(cluster, query);
          expect(labelSets(got)).toEqual(labelSets(await askReal(query, at)));
          // A query that finds nothing on either side would be compared in vain.
          expect(got).not.toEqual([]);

          const instant = withoutThePast(query);
          const values = await askSandbox(cluster, instant);
          expect(labelSets(values)).toEqual(labelSets(got));
          const around = await realAround(instant);
          const strange = values
            .map(([labels, value]) => ({
              labels,
              value,
              seen: around.get(labels) ?? [],
            }))
            .filter(({ value, seen }) =>
              isAge(instant)
                ? ![...seen, value].every(
                    age => age >= 0 && age <= SANDBOX_EVERY_S + 1,
                  )
                : !isAmong(value, seen),
            );
          expect(strange).toEqual([]);
        },
        CASE_MS,
      );
    });
  });
}
