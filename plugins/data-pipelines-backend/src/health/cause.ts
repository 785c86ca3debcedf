import type { ElementMeasure, Finding, Freshness, Severity, StatusWord, Volume } from '@penstock/backstage-plugin-data-pipelines-common';

const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'unknown', 'progressing', 'paused', 'info'];

/** Findings that a cause names at most; the rest stands in the list. */
const NAMED = 2;

/** By severity; among equals the order in which they were found stays. */
export function worstFirst(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

/** The worst findings with different codes; three volumes nearly full are one cause. */
export function leadingFindings(findings: readonly Finding[]): Finding[] {
  const judged = findings.filter(entry => entry.severity !== 'info');
  const [worst] = judged;
  if (worst === undefined) return [];
  // a warning may stand beside a critical one, progress beside progress; neither hides the other
  const level = worst.severity === 'critical' ? ['critical', 'warning'] : [worst.severity];
  const codes = new Set<string>();
  return judged
    .filter(entry => level.includes(entry.severity))
    .filter(entry => {
      const key = `${entry.code} ${entry.object.kind === 'PersistentVolumeClaim' || entry.object.kind === 'Pod' ? '' : entry.object.name}`;
      if (codes.has(key)) return false;
      codes.add(key);
      return true;
    })
    .slice(0, NAMED);
}

/** What an element's cause is made from. */
export interface CauseInput {
  title: string;
  word: StatusWord;
  findings: readonly Finding[];
  freshness: Freshness;
  measures: readonly ElementMeasure[];
  volumes: readonly Volume[];
}

function seen(freshness: Freshness): string {
  const at = freshness.state === 'unknown' ? freshness.lastObservedAt : freshness.observedAt;
  return at === undefined ? 'never seen' : `last seen ${at.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC')}`;
}

/** What of an element has no source, in the words of the list; to be named, though it changes nothing. */
export function unmeasured({ measures, volumes }: Pick<CauseInput, 'measures' | 'volumes'>): readonly string[] {
  return [
    ...(measures.some(({ key, measure }) => key.startsWith('backlogTime') && measure.state === 'not-measured') ? ['backlog'] : []),
    ...(volumes.some(volume => volume.usedRatio.state === 'not-measured') ? ['volume use'] : []),
  ];
}

function said(findings: readonly Finding[]): string {
  return leadingFindings(findings).map(entry => entry.sentence).join('; ');
}

/** Whether a sentence names the element by itself, as a word and not as a part of another name. */
function names(sentence: string, title: string): boolean {
  return ` ${sentence.replace(/[:;,]/g, ' ')} `.includes(` ${title} `);
}

/** A sentence that goes on. */
function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

/** One sentence with the element and the number. */
export function elementCause(input: CauseInput): string {
  const { title, word, findings, freshness } = input;
  const because = said(findings);
  if (freshness.state === 'unknown') return `${title}: ${withoutStop(freshness.reason)}; ${seen(freshness)}`;
  if (freshness.state === 'stale') {
    return `${title}: ${withoutStop(freshness.reason)}; ${seen(freshness)}${because === '' ? '' : `, then: ${because}`}`;
  }
  if (because !== '') return names(because, title) ? because : `${title}: ${because}`;
  if (word === 'Stale') return `${title}: the numbers are older than three intervals`;
  const missing = unmeasured(input);
  return missing.length === 0 ? `${title}: all measures in target` : `${title}: nothing speaks against it; not measured: ${missing.join(', ')}`;
}
