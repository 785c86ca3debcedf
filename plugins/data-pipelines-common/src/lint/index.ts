import type { LintFinding } from '../schema/openapi';
import { CONNECT_RULES } from './connectRules';
import { ELASTICSEARCH_RULES } from './elasticsearchRules';
import { GENERAL_RULES } from './generalRules';
import { KAFKA_RULES } from './kafkaRules';
import type { KubernetesManifest } from './manifest';
import type { LintRule } from './rule';
import { SPARK_RULES } from './sparkRules';

export { isManifest, type KubernetesManifest } from './manifest';
export type { LintRule } from './rule';

/** Every rule, in the order of the findings. @public */
export const LINT_RULES: readonly LintRule[] = [
  ...GENERAL_RULES,
  ...KAFKA_RULES,
  ...CONNECT_RULES,
  ...ELASTICSEARCH_RULES,
  ...SPARK_RULES,
];

/** The findings of all rules; none means that every rule passed. Pure. @public */
export function lintManifests(manifests: readonly KubernetesManifest[]): LintFinding[] {
  return LINT_RULES.flatMap(rule => rule.check(manifests));
}
