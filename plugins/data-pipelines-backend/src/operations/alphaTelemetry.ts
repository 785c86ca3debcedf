/** Metrics and spans of Backstage, which it may still change. */
export { metricsServiceRef, tracingServiceRef } from '@backstage/backend-plugin-api/alpha';
export type { MetricsService, TracingService } from '@backstage/backend-plugin-api/alpha';
