import type { Severity, StatusWord } from '../schema/openapi';

/**
 * Worst first. NotMeasured is last because it never lowers nor raises the
 * status of a whole.
 * @public
 */
export const WORST_OF_ORDER: readonly StatusWord[] = [
  'Critical',
  'Warning',
  'Unknown',
  'Stale',
  'Progressing',
  'Paused',
  'Healthy',
  'NotMeasured',
];

const WORD_OF_SEVERITY: Record<Severity, StatusWord> = {
  critical: 'Critical',
  warning: 'Warning',
  unknown: 'Unknown',
  progressing: 'Progressing',
  paused: 'Paused',
  info: 'Healthy',
};

/** The status word that a finding of this severity gives its element. @public */
export function wordOfSeverity(severity: Severity): StatusWord {
  return WORD_OF_SEVERITY[severity];
}

/** Orders status words worst first; for `Array.prototype.sort`. @public */
export function compareWorstFirst(a: StatusWord, b: StatusWord): number {
  return WORST_OF_ORDER.indexOf(a) - WORST_OF_ORDER.indexOf(b);
}

/**
 * The status of a whole from the words of its parts. Parts that are not
 * measured are passed over; of nothing at all nothing is known.
 * @public
 */
export function worstOf(words: readonly StatusWord[]): StatusWord {
  const counted = words.filter(word => word !== 'NotMeasured');
  if (counted.length === 0) {
    return words.length === 0 ? 'Unknown' : 'NotMeasured';
  }
  return [...counted].sort(compareWorstFirst)[0];
}
