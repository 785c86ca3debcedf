import type { Health, Measure, Measured, PipelineMeasures } from '@penstock/backstage-plugin-data-pipelines-common';
import { compareWorstFirst, worstOf } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ElementAssessment } from './assessElement';
import { leadingFindings, worstFirst } from './cause';
import type { AssessContext } from './context';

const NO_LATENCY =
  'End-to-end latency needs the record\'s own time at the far end of the pipeline, and no source for it is connected; the backlog is shown instead';
const NO_RECOVERY_POINT = 'No protection system is connected, so no recovery points are read';

/** The worst of several measures of one kind; a part without a source could only add to a maximum. */
function worstMeasure(measures: readonly Measure[], isWorse: (a: number, b: number) => boolean, none: string): Measure {
  const measured = measures.filter((measure): measure is Measured => measure.state === 'measured');
  if (measured.length > 0) {
    return measured.reduce((worst, measure) => (isWorse(measure.value, worst.value) ? measure : worst));
  }
  return measures.find(measure => measure.state === 'unknown') ?? measures[0] ?? { state: 'not-measured', reason: none };
}

const more = (a: number, b: number) => a > b;
const less = (a: number, b: number) => a < b;

/** What the pipelines page and the health card show. */
export function pipelineMeasures(elements: readonly ElementAssessment[]): PipelineMeasures {
  const queues = elements.filter(element => element.queued && element.measures.some(entry => entry.key === 'backlogTime'));
  const volumes = elements.flatMap(element => element.volumes);
  const noQueue = 'No element of this pipeline is a queue';
  const noVolume = 'No element of this pipeline has volumes';
  const produced = queues.flatMap(element => element.measures.filter(entry => entry.key === 'produceRate').map(entry => entry.measure));
  return {
    latency: { state: 'not-measured', reason: NO_LATENCY },
    backlogTime: worstMeasure(queues.map(element => element.backlogTime), more, noQueue),
    backlogMessages: worstMeasure(queues.map(element => element.backlogMessages), more, noQueue),
    // the first queue in flow order: later ones carry the same records again
    produceRate: produced.find(measure => measure.state === 'measured') ?? produced[0] ?? { state: 'not-measured', reason: noQueue },
    fullestVolume: worstMeasure(volumes.map(volume => volume.usedRatio), more, noVolume),
    fullIn: worstMeasure(volumes.map(volume => volume.fullIn), less, noVolume),
    recoveryPointAge: { state: 'not-measured', reason: NO_RECOVERY_POINT },
  };
}

function pipelineCause(elements: readonly ElementAssessment[], word: Health['word']): string {
  if (elements.length === 0) return 'The pipeline has no elements';
  const worst = elements.filter(element => element.health.word === word);
  if (word !== 'Healthy' && word !== 'NotMeasured') {
    const [first, ...others] = worst;
    const also = others.length === 0 ? '' : `; also ${others.map(element => element.title).join(', ')}`;
    return `${first.health.cause}${also}`;
  }
  const missing = elements.filter(element => element.health.cause.includes('not measured'));
  return missing.length === 0
    ? 'All measures in target'
    : `All measures in target; not measured in ${missing.map(element => element.title).join(', ')}: see its measures`;
}

/**
 * The whole from its parts: the worst word, the cause of the element that has
 * it, and the worst number of each measure. A measure without a source neither
 * lowers nor raises; one whose source cannot be read is a finding already.
 */
export function rollUp(elements: readonly ElementAssessment[], _context: AssessContext): { health: Health; measures: PipelineMeasures } {
  const ranked = [...elements].sort((a, b) => compareWorstFirst(a.health.word, b.health.word));
  const word = worstOf(elements.map(element => element.health.word));
  const findings = worstFirst(ranked.flatMap(element => element.health.findings));
  const since = leadingFindings(findings)[0]?.since;
  const action = ranked[0]?.health.action;
  return {
    health: {
      word,
      cause: pipelineCause(ranked, word),
      ...(since === undefined ? {} : { since }),
      findings,
      ...(action === undefined ? {} : { action }),
    },
    measures: pipelineMeasures(elements),
  };
}
