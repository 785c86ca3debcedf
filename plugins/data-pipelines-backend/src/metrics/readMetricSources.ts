import type { Config } from '@backstage/config';
import { readDurationFromConfig } from '@backstage/config';
import type { HumanDuration } from '@backstage/types';
import { durationToMilliseconds } from '@backstage/types';
import { InputError } from '@backstage/errors';
import type { Dispatcher } from 'undici';
import type { MetricSource } from './MetricSource';
import { PrometheusClient } from './PrometheusClient';

/** How often a source is asked unless told otherwise. */
const DEFAULT_REFRESH: HumanDuration = { seconds: 15 };
/** How long a query may take unless told otherwise. */
const DEFAULT_TIMEOUT: HumanDuration = { seconds: 10 };
/** Faster than this a source is not asked, whatever the configuration says. */
const LEAST_REFRESH_MS = 1000;

/**
 * Reads `dataPipelines.metrics.prometheus`: the first entry that lists a
 * cluster, or lists none, is that cluster's source.
 *
 * @throws InputError for an address that is none, or two kinds of credentials at once
 */
export function readMetricSources(
  config: Config,
  clusters: readonly string[],
  options: { dispatcher?: Dispatcher } = {},
): Map<string, MetricSource> {
  const entries = config.getOptionalConfigArray('dataPipelines.metrics.prometheus') ?? [];
  const sources = new Map<string, MetricSource>();
  for (const entry of entries) {
    const named = entry.getOptionalStringArray('clusters');
    for (const cluster of named ?? clusters) {
      if (!sources.has(cluster)) sources.set(cluster, sourceOf(entry, cluster, options));
    }
  }
  return sources;
}

function sourceOf(entry: Config, cluster: string, options: { dispatcher?: Dispatcher }): MetricSource {
  const clusterLabel = entry.getOptionalString('clusterLabel');
  const authorization = authorizationOf(entry);
  return new PrometheusClient({
    cluster,
    url: addressOf(entry, cluster),
    ...(authorization === undefined ? {} : { authorization }),
    matchers: clusterLabel === undefined ? {} : { [clusterLabel]: cluster },
    refreshMs: Math.max(LEAST_REFRESH_MS, durationOf(entry, 'refresh', DEFAULT_REFRESH)),
    timeoutMs: durationOf(entry, 'timeout', DEFAULT_TIMEOUT),
    ...options,
  });
}

/** `{cluster}` in the address stands for the cluster's name. */
function addressOf(entry: Config, cluster: string): string {
  const url = entry.getString('url').replace(/\{cluster\}/g, encodeURIComponent(cluster));
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) {
    throw new InputError('dataPipelines.metrics.prometheus[].url is not an http or https address; write for example https://prometheus.example.com');
  }
  return url;
}

function authorizationOf(entry: Config): string | undefined {
  const token = entry.getOptionalString('bearerToken');
  const basic = entry.getOptionalConfig('basicAuth');
  if (token !== undefined && basic !== undefined) {
    throw new InputError('dataPipelines.metrics.prometheus[] names both bearerToken and basicAuth; keep one of them');
  }
  if (token !== undefined) return `Bearer ${token}`;
  if (basic === undefined) return undefined;
  const pair = `${basic.getString('username')}:${basic.getString('password')}`;
  return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
}

function durationOf(entry: Config, key: string, otherwise: HumanDuration): number {
  return durationToMilliseconds(entry.has(key) ? readDurationFromConfig(entry, { key }) : otherwise);
}
