import type { ElementMeasure, Finding, Freshness, Health, Measure, StatusWord, Volume } from '@penstock/backstage-plugin-data-pipelines-common';
import { worstOf, wordOfSeverity } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ElementDescription } from '@penstock/backstage-plugin-data-pipelines-node';
import { finding } from '../engines/shared/finding';
import { actionFor } from './action';
import { backlogFindings, backlogMeasures, backlogsOf, noBacklog, worstBacklog } from './backlog';
import type { Backlog } from './backlog';
import { elementCause, worstFirst } from './cause';
import { HEALTH_CODES } from './codes';
import type { AssessContext, ElementSubject } from './context';
import { elementMeasures } from './measures';
import { retentionOf } from './retention';
import { volumeFacts } from './volumeFacts';
import { volumeFindings } from './volumeFindings';

/** All that is known and judged of one element. */
export interface ElementAssessment {
  id: string;
  title: string;
  description: ElementDescription;
  health: Health;
  freshness: Freshness;
  measures: ElementMeasure[];
  volumes: Volume[];
  /** Whether messages wait in it for consumers. */
  queued: boolean;
  backlogs: readonly Backlog[];
  /** The worst of the backlogs, or why there is none. */
  backlogTime: Measure;
  backlogMessages: Measure;
}

function engineFindings(subject: ElementSubject, description: ElementDescription, now: Date): Finding[] {
  const { engine, root, inventory, metrics } = subject;
  try {
    return engine.assess({ root, element: description, inventory, metrics, now });
  } catch (error) {
    return [
      finding(inventory, root, {
        code: HEALTH_CODES.ENGINE_ERROR,
        severity: 'unknown',
        sentence: `The engine ${engine.id} failed on ${root.kind} ${root.metadata.name}: ${error instanceof Error ? error.message : String(error)}`,
        remedy: 'This is a fault of the engine; report it with the resource.',
      }),
    ];
  }
}

/** Required measures whose source could not be read: with one of them nobody is Healthy. */
function unknownMeasures(subject: ElementSubject, measures: readonly ElementMeasure[], volumes: readonly Volume[]): Finding[] {
  const required = new Set(subject.engine.queries.filter(query => query.required).map(query => query.key));
  const unread = measures.flatMap(({ key, label, measure }) =>
    required.has(key) && measure.state === 'unknown' ? [{ label, reason: measure.reason }] : [],
  );
  const volume = volumes.find(entry => entry.used.state === 'unknown');
  if (volume?.used.state === 'unknown') unread.push({ label: 'Volume use', reason: volume.used.reason });
  const [first] = unread;
  if (first === undefined) return [];
  return [
    finding(subject.inventory, subject.root, {
      code: HEALTH_CODES.MEASURE_UNKNOWN,
      severity: 'unknown',
      sentence: `${unread.map(({ label }) => label).join(', ')} unknown: ${first.reason}`,
      remedy: 'Check the metrics source of the cluster in dataPipelines.metrics.prometheus.',
    }),
  ];
}

function hasStaleNumber(measures: readonly ElementMeasure[], volumes: readonly Volume[]): boolean {
  const all = [...measures.map(entry => entry.measure), ...volumes.map(volume => volume.used)];
  return all.some(measure => measure.state === 'measured' && measure.stale === true);
}

/** Old or no observations outrank what was seen before: it is no longer a fact. */
function wordOf(findings: readonly Finding[], freshness: Freshness, staleNumbers: boolean): StatusWord {
  if (freshness.state === 'unknown') return 'Unknown';
  if (freshness.state === 'stale') return 'Stale';
  return worstOf(['Healthy', ...findings.map(entry => wordOfSeverity(entry.severity)), ...(staleNumbers ? (['Stale'] as const) : [])]);
}

function unreadable(subject: ElementSubject): Finding[] {
  const { freshness, inventory, root } = subject;
  if (freshness.state !== 'unknown') return [];
  return [
    finding(inventory, root, {
      code: HEALTH_CODES.ELEMENT_UNREADABLE,
      severity: 'unknown',
      sentence: `Cluster ${inventory.cluster} cannot be read: ${freshness.reason}`,
      ...(freshness.lastObservedAt === undefined ? {} : { since: freshness.lastObservedAt }),
    }),
  ];
}

/**
 * Judges one element from its engine's findings, its volumes and its measures.
 *
 * @param groups - consumer groups that belong to elements of the pipeline
 */
export function assessElement(
  subject: ElementSubject,
  description: ElementDescription,
  groups: ReadonlySet<string>,
  context: AssessContext,
): ElementAssessment {
  const { id, engine, inventory, metrics, freshness } = subject;
  const volumes = description.volumes.map(volume =>
    volumeFacts(
      { elementId: id, volume, inventory, usage: subject.volumeUsage(volume.namespace, volume.claim), retention: retentionOf(subject, description) },
      context,
    ),
  );
  const backlogs = backlogsOf(metrics);
  const worst = worstBacklog(backlogs.filter(backlog => groups.size === 0 || groups.has(backlog.consumerGroup)));
  const backlog = worst === undefined ? noBacklog(metrics, context) : backlogMeasures(worst, context);
  const measures = elementMeasures(engine.queries, metrics, context).map(entry =>
    entry.key === 'backlogTime' || entry.key === 'backlogMessages' ? { ...entry, measure: backlog[entry.key] } : entry,
  );
  const findings = worstFirst([
    ...unreadable(subject),
    ...engineFindings(subject, description, context.now),
    ...volumeFindings(subject, volumes, context),
    ...backlogFindings(subject, backlogs, groups, context),
    ...unknownMeasures(subject, measures, volumes),
  ]);
  const staleNumbers = hasStaleNumber(measures, volumes);
  const word = wordOf(findings, freshness, staleNumbers);
  const health: Health = {
    word,
    cause: elementCause({ title: description.title, word, findings, freshness, measures, volumes }),
    ...(findings[0]?.since === undefined ? {} : { since: findings[0].since }),
    findings,
  };
  const action = actionFor(id, word, findings, volumes);
  return {
    id,
    title: description.title,
    description,
    health: action === undefined ? health : { ...health, action },
    freshness,
    measures,
    volumes,
    queued: engine.queries.some(query => query.key === 'backlogMessages'),
    backlogs,
    ...backlog,
  };
}
