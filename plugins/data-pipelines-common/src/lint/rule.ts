import type { LintFinding } from '../schema/openapi';
import { kindOf, nameOf, type KubernetesManifest } from './manifest';

/** One lint rule: pure, and answers for all manifests of a request at once. @public */
export interface LintRule {
  /** Stable id; `docs/lint-rules.md` has a line for each. */
  id: string;
  /** What it demands and why, in one sentence. */
  sentence: string;
  check(manifests: readonly KubernetesManifest[]): LintFinding[];
}

/** What is wrong with one object. */
export interface Fault {
  /** What is wrong, with the number; starts with a capital, ends with a full stop. */
  sentence: string;
  /** What to do instead. */
  remedy: string;
  /** The field, in the notation of error messages of the API server. */
  path?: string;
}

/**
 * Makes a rule of a function that looks at one object in the light of all.
 *
 * @param definition `faults` returns nothing for objects that the rule is not
 *   about
 */
export function rule(definition: {
  id: string;
  severity: LintFinding['severity'];
  sentence: string;
  faults(manifest: KubernetesManifest, all: readonly KubernetesManifest[]): Fault[];
}): LintRule {
  const { id, severity, sentence, faults } = definition;
  return {
    id,
    sentence,
    check: manifests =>
      manifests.flatMap(manifest =>
        faults(manifest, manifests).map(fault => ({
          rule: id,
          severity,
          kind: kindOf(manifest),
          name: nameOf(manifest),
          ...fault,
        })),
      ),
  };
}
