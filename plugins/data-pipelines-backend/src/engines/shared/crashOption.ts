import type { ConsistencyOption } from '@penstock/backstage-plugin-data-pipelines-node';

/** A cut without any word to the engine: always there, and always the last of the options. */
export function crashOption(sentence: string, more: Partial<Pick<ConsistencyOption, 'before' | 'atCut' | 'checks' | 'changes'>> = {}): ConsistencyOption {
  return { consistency: 'crash', sentence, before: [], checks: [], changes: [], ...more };
}
