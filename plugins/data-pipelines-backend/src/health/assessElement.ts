import type { ElementMeasure, Finding, Freshness, Health, StatusWord, Volume } from '@penstock/backstage-plugin-data-pipelines-common';
import { worstOf, wordOfSeverity } from '@penstock/backstage-plugin-data-pipelines-common';
import type { MetricAnswer } from '@penstock/backstage-plugin-data-pipelines-node';
import { finding } from '../engines/shared/finding';
import { actionFor } from './action';
import { backlogVerdict } from './backlog';
import { elementCause, worstFirst } from './cause';
import { HEALTH_CODES } from './codes';
import type { AssessContext, ElementFacts, ElementVerdict } from './context';
import { elementFreshness } from './freshness';
import { elementMeasures } from './measures';
import { retentionOf } from './retention';
import { isUsePending, volumeFacts } from './volumeFacts';
import { volumeFindings } from './volumeFindings';

const BACKLOG_KEYS = new Set(['backlogTime', 'backlogMessages']);

/** A required measure without an answer. */
interface Unread {
  label: string;
  reason: string;
  /** Its source was not asked yet. */
  pending: boolean;
}

function unreadOf(facts: ElementFacts, measures: readonly ElementMeasure[], volumes: readonly Volume[]): Unread[] {
  const { id, engine, inventory, metrics } = facts;
  const required = new Set(engine.queries.filter(query => query.required).map(query => query.key));
  const reader = metrics.element(inventory.cluster, id);
  const pending = (answer: MetricAnswer) => answer.state === 'unknown' && answer.pending === true;
  const unread = measures.flatMap(({ key, label, measure }) =>
    required.has(key) && measure.state === 'unknown' ? [{ label, reason: measure.reason, pending: pending(reader.answer(key)) }] : [],
  );
  const unreadVolumes = volumes.flatMap(({ cluster, namespace, name, usedRatio }) =>
    usedRatio.state === 'unknown'
      ? [{ label: 'Volume use', reason: usedRatio.reason, pending: isUsePending(metrics.volume(cluster, namespace, name)) }]
      : [],
  );
  // one stands for all; one that failed must not hide behind one that waits
  const volume = unreadVolumes.find(entry => !entry.pending) ?? unreadVolumes[0];
  return volume === undefined ? unread : [...unread, volume];
}

/**
 * Required measures whose source could not be read: with one of them nobody is
 * Healthy. Before the first answer that is progress, not a fault.
 */
function unknownMeasures(facts: ElementFacts, measures: readonly ElementMeasure[], volumes: readonly Volume[]): Finding[] {
  const all = unreadOf(facts, measures, volumes);
  const failed = all.filter(entry => !entry.pending);
  const unread = failed.length > 0 ? failed : all;
  const [first] = unread;
  if (first === undefined) return [];
  const labels = unread.map(({ label }) => label).join(', ');
  if (failed.length === 0) {
    return [
      finding(facts.inventory, facts.root, {
        code: HEALTH_CODES.MEASURE_PENDING,
        severity: 'progressing',
        sentence: `${labels} not read yet: ${first.reason}`,
      }),
    ];
  }
  return [
    finding(facts.inventory, facts.root, {
      code: HEALTH_CODES.MEASURE_UNKNOWN,
      severity: 'unknown',
      sentence: `${labels} unknown: ${first.reason}`,
      remedy: 'Check the metrics source of the cluster in dataPipelines.metrics.prometheus.',
    }),
  ];
}

function hasStaleNumber(measures: readonly ElementMeasure[], volumes: readonly Volume[]): boolean {
  const all = [...measures.map(entry => entry.measure), ...volumes.flatMap(volume => [volume.used, volume.usedRatio])];
  return all.some(measure => measure.state === 'measured' && measure.stale === true);
}

/** Old or no observations outrank what was seen before: it is no longer a fact. */
function wordOf(findings: readonly Finding[], freshness: Freshness, staleNumbers: boolean): StatusWord {
  if (freshness.state === 'unknown') return 'Unknown';
  if (freshness.state === 'stale') return 'Stale';
  return worstOf(['Healthy', ...findings.map(entry => wordOfSeverity(entry.severity)), ...(staleNumbers ? (['Stale'] as const) : [])]);
}

function unreadable({ inventory, root }: ElementFacts, freshness: Freshness): Finding[] {
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

function volumesOf(facts: ElementFacts, context: AssessContext): Volume[] {
  const { id, inventory, metrics, description } = facts;
  const retention = retentionOf(facts);
  return description.volumes.map(volume =>
    volumeFacts(
      {
        elementId: id,
        volume,
        inventory,
        usage: metrics.volume(inventory.cluster, volume.namespace, volume.claim),
        ...(retention !== undefined && description.retention?.volumes.includes(volume.claim) ? { retention } : {}),
      },
      context,
    ),
  );
}

/** Judges one element from its engine's findings, its volumes and its measures. */
export function assessElement(facts: ElementFacts, context: AssessContext): ElementVerdict {
  const { id, engine, inventory, description } = facts;
  const freshness = elementFreshness(facts.freshness, inventory, engine);
  const volumes = volumesOf(facts, context);
  const backlog = backlogVerdict(facts, context);
  const own = elementMeasures(engine.queries, description.queryScope, facts.metrics.element(inventory.cluster, id), context);
  const measures = [...backlog.measures, ...own.filter(entry => !BACKLOG_KEYS.has(entry.key))];
  const findings = worstFirst([
    ...unreadable(facts, freshness),
    ...volumeFindings(facts, volumes, context),
    ...facts.findings,
    ...backlog.findings,
    ...unknownMeasures(facts, measures, volumes),
  ]);
  const word = wordOf(findings, freshness, hasStaleNumber(measures, volumes));
  const action = actionFor(id, word, findings, volumes);
  const health: Health = {
    word,
    cause: elementCause({ title: description.title, word, findings, freshness, measures, volumes }),
    ...(findings[0]?.since === undefined ? {} : { since: findings[0].since }),
    findings,
    ...(action === undefined ? {} : { action }),
  };
  return { health, measures, members: description.members, volumes };
}
