import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import { engines } from '../engines';
import { readThresholds } from './readThresholds';
import {
  DEFAULT_THRESHOLDS,
  FORECAST_FROM_RATIO,
  FORECAST_HORIZON_SECONDS,
  LEVEL_TOLERANCE,
  STALE_INTERVALS,
  TREND_SHARE,
} from './thresholds';

const page = readFileSync(join(__dirname, '../../../../docs/health.md'), 'utf8');
const flat = page.replace(/\s+/g, ' ');

describe('docs/health.md', () => {
  it('has the limits of the code', () => {
    const rows = [...page.matchAll(/^\| `(\w+)` \| ([\d.]+) \| ([\d.]+) \|/gm)].map(([, name, warning, critical]) => [
      name,
      { warning: Number(warning), critical: Number(critical) },
    ]);
    expect(Object.fromEntries(rows)).toEqual(DEFAULT_THRESHOLDS);
  });

  it('has the other numbers of the code', () => {
    expect(flat).toContain(`used by less than ${FORECAST_FROM_RATIO} is not judged`);
    expect(flat).toContain(`at least ${FORECAST_HORIZON_SECONDS / 86_400} d`);
    expect(flat).toContain(`more than ${LEVEL_TOLERANCE} times as much`);
    expect(flat).toContain(`by more than ${TREND_SHARE} of what is produced`);
    expect(STALE_INTERVALS).toBe(3);
    expect(flat).toContain('more than three intervals ago');
  });

  it('names every required measure', () => {
    const required = engines.flatMap(engine => engine.queries.filter(query => query.required).map(query => `${engine.id}.${query.key}`));
    expect(required).toEqual(['kafka.backlogTime', 'kafka.underReplicatedPartitions', 'kafka.offlinePartitions', 'spark.batchDuration']);
  });
});

describe('readThresholds', () => {
  it('keeps defaults and tells what is configured', () => {
    const { thresholds, configured } = readThresholds(
      new ConfigReader({ dataPipelines: { thresholds: { volumeUsedRatio: { warning: 0.7 } } } }),
    );
    expect(thresholds).toEqual({ ...DEFAULT_THRESHOLDS, volumeUsedRatio: { warning: 0.7, critical: 0.9 } });
    expect([...configured]).toEqual(['volumeUsedRatio']);
  });

  it('refuses a critical limit that comes before its warning', () => {
    const read = (thresholds: object) => () => readThresholds(new ConfigReader({ dataPipelines: { thresholds: JSON.parse(JSON.stringify(thresholds)) } }));
    expect(read({ volumeUsedRatio: { warning: 0.95 } })).toThrow('critical must be the larger one');
    expect(read({ volumeFullInSeconds: { critical: 1e9 } })).toThrow('critical must be the smaller one');
    expect(read({ backlogSeconds: { warning: -1 } })).toThrow('neither may be negative');
  });
});
