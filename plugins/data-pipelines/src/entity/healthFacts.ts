import type { Freshness, Health, Measure, PipelineMeasures } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Words } from '../parts/words';
import type { Shown } from './useEntityData';

/** One line of the health card. */
export interface HealthMeasure {
  key: string;
  label: string;
  measure: Measure;
  /** Whether a smaller or a greater value is the better one, where that is known. */
  better?: 'less' | 'more';
}

/** What the health card says, for a pipeline and for an element alike. */
export interface HealthFacts {
  title: string;
  entityRef: string;
  health: Health;
  measures: HealthMeasure[];
  freshness: Freshness;
  clusters: string[];
}

function pipelineMeasures(t: Words, measures: PipelineMeasures): HealthMeasure[] {
  return [
    { key: 'latency', label: t('measure.latencyLong'), measure: measures.latency, better: 'less' },
    { key: 'backlogTime', label: t('measure.backlogTimeLong'), measure: measures.backlogTime, better: 'less' },
    { key: 'fullestVolume', label: t('measure.fullestVolumeLong'), measure: measures.fullestVolume, better: 'less' },
    { key: 'fullIn', label: t('measure.fullIn'), measure: measures.fullIn, better: 'more' },
    { key: 'recoveryPointAge', label: t('measure.recoveryPointAgeLong'), measure: measures.recoveryPointAge, better: 'less' },
  ];
}

/** Reads the card's facts from what was loaded; undefined where the element has left its pipeline meanwhile. */
export function healthFacts(t: Words, shown: Shown): HealthFacts | undefined {
  const { summary, elements } = shown.pipeline;
  if (shown.element === undefined) {
    return {
      title: summary.title,
      entityRef: summary.entityRef,
      health: summary.health,
      measures: pipelineMeasures(t, summary.measures),
      freshness: summary.freshness,
      clusters: summary.clusters,
    };
  }
  const element = elements.find(candidate => candidate.id === shown.element);
  if (!element) return undefined;
  return {
    title: element.title,
    entityRef: element.entityRef,
    health: element.health,
    measures: element.measures,
    freshness: element.freshness,
    clusters: [element.object.cluster],
  };
}

/** The worst other finding, where the cause does not say it already. */
export function alsoOf(health: Health): string | undefined {
  const cause = health.cause.toLowerCase();
  return health.findings.find(
    ({ severity, sentence }) => severity !== 'info' && !cause.includes(sentence.toLowerCase().replace(/\.$/, '')),
  )?.sentence;
}
