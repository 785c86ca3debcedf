import type { JsonValue } from '@backstage/types';
import type { DeriveInput } from '@penstock/backstage-plugin-data-pipelines-node';
import { textAt } from '../../engines/shared/reading';

/** A ConfigMap holds at most a mebibyte; the rest is for its names and labels. */
const MOST_BYTES = 900_000;
/** So many are named; the sentence stands in an annotation of each snapshot. */
const MOST_NAMED = 20;

/** What of the recorded offsets fits into one ConfigMap. */
export interface FittingOffsets {
  /** A JSON list, or undefined where there is nothing to keep. */
  text?: string;
  /** What does not fit, by group and topic. */
  leftOut: string[];
}

function recordedBy({ params, facts }: Pick<DeriveInput, 'params' | 'facts'>): JsonValue[] {
  const steps = Array.isArray(params.offsetSteps) ? params.offsetSteps : [];
  return steps.flatMap(step => {
    const recorded = typeof step === 'string' ? facts[step]?.offsets : undefined;
    return Array.isArray(recorded) ? recorded : [];
  });
}

function nameOf(entry: JsonValue): string {
  const group = textAt(entry, 'group') ?? '';
  return `${group === '' ? 'the end of' : `group ${group} of`} ${textAt(entry, 'topic') ?? textAt(entry, 'element') ?? 'a log'}`;
}

/** Takes what fits, each topic of a group as a whole, in the order in which it was recorded; the others are named. */
export function fittingOffsets(input: Pick<DeriveInput, 'params' | 'facts'>, mostBytes = MOST_BYTES): FittingOffsets {
  const kept: string[] = [];
  const leftOut: string[] = [];
  let bytes = 2;
  for (const entry of recordedBy(input)) {
    const text = JSON.stringify(entry);
    const size = new TextEncoder().encode(text).length + 1;
    if (bytes + size > mostBytes) leftOut.push(nameOf(entry));
    else {
      kept.push(text);
      bytes += size;
    }
  }
  return { ...(kept.length === 0 ? {} : { text: `[${kept.join(',')}]` }), leftOut };
}

/** What the point lacks, in a sentence; undefined where it holds everything. */
export function leftOutSentence({ leftOut }: FittingOffsets): string | undefined {
  if (leftOut.length === 0) return undefined;
  const named = leftOut.slice(0, MOST_NAMED).join(', ');
  const more = leftOut.length > MOST_NAMED ? ` and ${leftOut.length - MOST_NAMED} more` : '';
  return `The point has no room for the offsets of ${named}${more}: after a restore these go on where they are`;
}
