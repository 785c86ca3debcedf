import type { Derivation, DeriveInput, PlannedAct } from '@penstock/backstage-plugin-data-pipelines-node';
import { failing, type Failing } from '../failureCodes';

/** An act that is a write. */
export type WritingAct = Exclude<PlannedAct, { act: 'derive' }>;

/**
 * Replaces each derived act by those that follow from the facts. Derivations
 * are deterministic, so what they gave need not be stored. Pure.
 */
export function deriveActs(
  acts: readonly PlannedAct[],
  derivations: ReadonlyMap<string, Derivation>,
  input: Omit<DeriveInput, 'params'>,
): { acts: readonly WritingAct[] } | { failing: Failing } {
  const writing: WritingAct[] = [];
  for (const act of acts) {
    if (act.act !== 'derive') {
      writing.push(act);
      continue;
    }
    const derivation = derivations.get(act.by);
    if (!derivation) return { failing: broken(`Nothing that is installed can derive ${act.by}.`) };
    try {
      writing.push(...derivation({ ...input, params: act.params }));
    } catch (error) {
      return { failing: broken(`Deriving ${act.by} failed: ${error instanceof Error ? error.message : String(error)}.`) };
    }
  }
  return { acts: writing };
}

function broken(cause: string): Failing {
  return failing('EXTENSION_BROKEN', cause, 'Install the engine or driver that drew the plan, in the version that drew it, then start the operation again.');
}
