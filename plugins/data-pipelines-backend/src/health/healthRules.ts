import { assessElement } from './assessElement';
import { edgeBacklog } from './backlog';
import type { HealthRules } from './context';
import { rollUp } from './rollUp';
import type { ThresholdSettings } from './thresholds';

/**
 * The one set of functions behind card, page, list and API: the same facts
 * give the same words everywhere.
 */
export function healthRules(options: { settings: ThresholdSettings; metricsStaleAfterSeconds: number }): HealthRules {
  return {
    element: facts => assessElement(facts, { ...options, now: facts.now }),
    pipeline: (_name, elements, findings) => rollUp(elements, findings),
    edge: edgeBacklog,
  };
}
