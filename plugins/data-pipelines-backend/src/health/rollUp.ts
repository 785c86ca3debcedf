import type { Finding, Health, Measure, Measured, PipelineMeasures } from '@penstock/backstage-plugin-data-pipelines-common';
import { compareWorstFirst, worstOf, wordOfSeverity } from '@penstock/backstage-plugin-data-pipelines-common';
import { unmeasured, worstFirst } from './cause';
import type { JudgedElement } from './context';

const NO_LATENCY = 'No source for record times at the far end; see backlog';

/** What of several measures was measured, and the reason where nothing was. */
function measuredOf(measures: readonly Measure[], none: string): { measured: readonly Measured[]; otherwise: Measure } {
  return {
    measured: measures.filter((measure): measure is Measured => measure.state === 'measured'),
    otherwise: measures.find(measure => measure.state === 'unknown') ?? measures[0] ?? { state: 'not-measured', reason: none },
  };
}

/** The largest of several measures of one kind. Where one of them is missing the whole may be larger still. */
function largest(measures: readonly Measure[], none: string): Measure {
  const { measured, otherwise } = measuredOf(measures, none);
  if (measured.length === 0) return otherwise;
  const worst = measured.reduce((most, measure) => (measure.value > most.value ? measure : most));
  return measured.length < measures.length ? { ...worst, atLeast: true } : worst;
}

/** The volume that is full first. One that is not measured may be sooner, so the source says how many were. */
function soonest(forecasts: readonly Measure[], none: string): Measure {
  const { measured, otherwise } = measuredOf(forecasts, none);
  if (measured.length === 0) return otherwise;
  const worst = measured.reduce((least, measure) => (measure.value < least.value ? measure : least));
  if (measured.length === forecasts.length) return worst;
  return { ...worst, source: `${worst.source}; ${measured.length} of ${forecasts.length} volumes` };
}

/** The oldest of the newest points; a volume without any is worse than every age, so there is no number then. */
function leastProtected(ages: readonly Measure[], none: string): Measure {
  const without = ages.filter(age => age.state !== 'measured');
  if (without.length === 0 || without.length === ages.length) return largest(ages, none);
  return { state: 'not-measured', reason: `${without.length} of ${ages.length} volumes have no good recovery point` };
}

/** What the pipelines page and the health card show. */
export function pipelineMeasures(elements: readonly JudgedElement[]): PipelineMeasures {
  const rows = elements.flatMap(element => element.measures);
  // `backlogTime` of a queue, `backlogTime/from/<element>` and `backlogTime/to/<element>` of one hop
  const backlog = (key: string) => rows.filter(row => row.key === key || row.key.startsWith(`${key}/`)).map(row => row.measure);
  const volumes = elements.flatMap(element => element.volumes);
  const noQueue = 'No element of this pipeline is a queue';
  const noVolume = 'No element of this pipeline has volumes';
  const produced = rows.filter(row => row.key === 'produceRate').map(row => row.measure);
  return {
    latency: { state: 'not-measured', reason: NO_LATENCY },
    backlogTime: largest(backlog('backlogTime'), noQueue),
    backlogMessages: largest(backlog('backlogMessages'), noQueue),
    // the first queue in flow order: later ones carry the same records again
    produceRate: produced.find(measure => measure.state === 'measured') ?? produced[0] ?? { state: 'not-measured', reason: noQueue },
    fullestVolume: largest(volumes.map(volume => volume.usedRatio), noVolume),
    fullIn: soonest(volumes.map(volume => volume.fullIn), noVolume),
    recoveryPointAge: leastProtected(volumes.map(volume => volume.protectedBy), noVolume),
  };
}

function causeOf(ranked: readonly JudgedElement[], word: Health['word']): string {
  if (ranked.length === 0) return 'The pipeline has no elements';
  if (word !== 'Healthy' && word !== 'NotMeasured') {
    const [first, ...others] = ranked.filter(element => element.health.word === word);
    const also = others.length === 0 ? '' : `; also ${others.map(element => element.title).join(', ')}`;
    return `${first.health.cause}${also}`;
  }
  const missing = ranked.flatMap(element => {
    const names = unmeasured(element);
    return names.length === 0 ? [] : [`${element.title} not measured: ${names.join(', ')}`];
  });
  return missing.length === 0 ? 'All measures in target' : `Nothing speaks against it; ${missing.join('; ')}`;
}

/**
 * The whole from its parts: the worst word, the cause of the element that has
 * it, and the worst number of each measure. A measure without a source neither
 * lowers nor raises but is named; one whose source cannot be read is a finding
 * of its element already.
 *
 * @param own - findings about the pipeline as a whole
 */
export function rollUp(elements: readonly JudgedElement[], own: readonly Finding[]): { health: Health; measures: PipelineMeasures } {
  const ranked = [...elements].sort((a, b) => compareWorstFirst(a.health.word, b.health.word));
  const ofElements = worstOf(elements.map(element => element.health.word));
  const [worstOwn] = worstFirst(own);
  const word = worstOwn === undefined ? ofElements : worstOf([ofElements, wordOfSeverity(worstOwn.severity)]);
  const [worst] = ranked;
  const byOwn = word !== ofElements;
  const since = byOwn ? worstOwn.since : worst?.health.since;
  const action = byOwn ? undefined : worst?.health.action;
  return {
    health: {
      word,
      cause: byOwn ? worstOwn.sentence : causeOf(ranked, word),
      ...(since === undefined ? {} : { since }),
      findings: worstFirst([...own, ...ranked.flatMap(element => element.health.findings)]),
      ...(action === undefined ? {} : { action }),
    },
    measures: pipelineMeasures(elements),
  };
}
