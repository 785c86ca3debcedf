import type { LintFinding } from '../schema/openapi';

/** A Kubernetes object as it would be given to `kubectl apply`. @public */
export type KubernetesManifest = { [field: string]: unknown };

/** One lint rule: pure, and answers for all manifests of a request at once. @public */
export interface LintRule {
  /** Stable id; `docs/lint-rules.md` has a line for each. */
  id: string;
  /** What it demands and why, in one sentence. */
  sentence: string;
  check(manifests: readonly KubernetesManifest[]): LintFinding[];
}

/** Every rule, in the order of the findings. @public */
export const LINT_RULES: readonly LintRule[] = [];

/** The findings of all rules; none means that every rule passed. Pure. @public */
export function lintManifests(manifests: KubernetesManifest[]): LintFinding[] {
  return LINT_RULES.flatMap(rule => rule.check(manifests));
}
