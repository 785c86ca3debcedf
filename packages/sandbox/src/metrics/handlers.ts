import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SampleSource } from './sampleSource';

/** The metrics of one cluster, as the HTTP handlers need them. */
export interface ClusterMetrics {
  /** The exposition page of all exporters of this cluster, Prometheus text format 0.0.4. */
  page(): string;
  samples: SampleSource;
}

/**
 * Answers a request, or leaves it alone: resolves to false, with nothing
 * written, for a path that is not one of the metrics paths.
 */
export type OptionalHandler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/**
 * Handler of `/clusters/<cluster>/metrics` and
 * `/clusters/<cluster>/prometheus/api/v1/{query,query_range,status/buildinfo}`.
 * Every answer carries `Penstock-Simulated: true`.
 *
 * @param clusters - finds a cluster's metrics by the name in the path
 * @param now - time of an instant query that names none
 */
export function metricsHandlers(
  clusters: (name: string) => ClusterMetrics | undefined,
  now: () => Date,
): OptionalHandler {
  return async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://sandbox').pathname;
    const match = /^\/clusters\/([^/]+)\/(metrics|prometheus\/api\/v1\/.+)$/.exec(path);
    if (!match) return false;
    const found = clusters(decodeURIComponent(match[1]));
    response.setHeader('Penstock-Simulated', 'true');
    response.setHeader('Date', now().toUTCString());
    if (!found) {
      response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' });
      response.end(`The sandbox has no cluster ${match[1]}.\n`);
      return true;
    }
    response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' });
    response.end(found.page());
    return true;
  };
}
