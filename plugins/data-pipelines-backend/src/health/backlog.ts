import type { Finding, Measure, Trend } from '@penstock/backstage-plugin-data-pipelines-common';
import { formatDuration } from '@penstock/backstage-plugin-data-pipelines-common';
import type { MetricAnswer, MetricReader, MetricSample } from '@penstock/backstage-plugin-data-pipelines-node';
import type { ElementAssessment } from './assessElement';
import { finding } from '../engines/shared/finding';
import { HEALTH_CODES } from './codes';
import type { AssessContext, ElementSubject } from './context';
import { isStale, measureOf, targetOf, verdictOf } from './measures';
import { TREND_SHARE } from './thresholds';

/** How far one consumer group is behind on one topic. It is a backlog and no latency: no PromQL here sees a latency. */
export interface Backlog {
  consumerGroup: string;
  topic: string;
  messages: number;
  /** Age of the first unread message, estimated; undefined while nothing is produced. */
  seconds?: number;
  /** Messages per second. */
  growth?: number;
  /** Messages produced per second on the topic. */
  produced?: number;
  observedAt: string;
  source: string;
}

/** The measures of one hop. */
export interface BacklogMeasures {
  backlogTime: Measure;
  backlogMessages: Measure;
}

function samplesOf(answer: MetricAnswer): readonly MetricSample[] {
  return answer.state === 'measured' ? answer.samples : [];
}

/** The backlogs on the topics of an element, one per group and topic; none where it has no such queries. */
export function backlogsOf(metrics: MetricReader): Backlog[] {
  const messages = metrics.answer('backlogMessages');
  if (messages.state !== 'measured') return [];
  const seconds = samplesOf(metrics.answer('backlogTime'));
  const growth = samplesOf(metrics.answer('backlogGrowth'));
  const produced = samplesOf(metrics.answer('produceRate'));
  return messages.samples.map(({ labels, value }) => {
    const same = (sample: MetricSample) => sample.labels.consumergroup === labels.consumergroup && sample.labels.topic === labels.topic;
    // an empty backlog has no age, whether or not anything is produced
    const age = value === 0 ? 0 : seconds.find(same)?.value;
    const grows = growth.find(same)?.value;
    const rate = produced.find(sample => sample.labels.topic === labels.topic)?.value;
    return {
      consumerGroup: labels.consumergroup ?? '',
      topic: labels.topic ?? '',
      messages: value,
      ...(age === undefined ? {} : { seconds: age }),
      ...(grows === undefined ? {} : { growth: grows }),
      ...(rate === undefined ? {} : { produced: rate }),
      observedAt: messages.observedAt,
      source: messages.source,
    };
  });
}

/** Growing means: falls behind by more than a tenth of what is produced. Commit saw-teeth stay below that. */
function directionOf({ growth, produced }: Backlog): Trend['direction'] | undefined {
  if (growth === undefined) return undefined;
  const least = TREND_SHARE * (produced ?? 0);
  if (growth > least && growth > 0) return 'growing';
  return growth < -least && growth < 0 ? 'shrinking' : 'steady';
}

function trendOf(backlog: Backlog, unit: 'seconds' | 'messages'): { trend?: Trend } {
  const direction = directionOf(backlog);
  const { growth, produced } = backlog;
  if (direction === undefined || growth === undefined) return {};
  if (unit === 'messages') return { trend: { direction, perSecond: growth } };
  return produced === undefined || produced <= 0 ? {} : { trend: { direction, perSecond: growth / produced } };
}

/** The worst first: by age, then by count. */
export function worstBacklog(backlogs: readonly Backlog[]): Backlog | undefined {
  return [...backlogs].sort((a, b) => (b.seconds ?? -1) - (a.seconds ?? -1) || b.messages - a.messages)[0];
}

/** A backlog as the two measures that pages show, time first. */
export function backlogMeasures(backlog: Backlog, context: AssessContext): BacklogMeasures {
  const { seconds, messages, observedAt, source } = backlog;
  const stale = isStale(observedAt, context) ? { stale: true } : {};
  return {
    backlogTime:
      seconds === undefined
        ? { state: 'not-measured', reason: `Nothing is produced on ${backlog.topic} now, so its ${messages} unread messages have no age by this estimate` }
        : {
            state: 'measured',
            value: seconds,
            unit: 'seconds',
            target: targetOf(seconds, 'backlogSeconds', context.settings, 'more'),
            ...trendOf(backlog, 'seconds'),
            observedAt,
            source: `${source}, unread messages by produce rate`,
            ...stale,
          },
    backlogMessages: { state: 'measured', value: messages, unit: 'messages', ...trendOf(backlog, 'messages'), observedAt, source, ...stale },
  };
}

/** What is said where there is no backlog to show: the reason of the source. */
export function noBacklog(metrics: MetricReader, context: AssessContext): BacklogMeasures {
  return {
    backlogTime: measureOf(metrics.answer('backlogTime'), 'max', context),
    backlogMessages: measureOf(metrics.answer('backlogMessages'), 'max', context),
  };
}

/**
 * Findings about groups beyond their target. Groups of other programs on the
 * same Kafka are told and not judged, unless the pipeline knows no group at all.
 */
export function backlogFindings(subject: ElementSubject, backlogs: readonly Backlog[], groups: ReadonlySet<string>, context: AssessContext): Finding[] {
  const limit = context.settings.thresholds.backlogSeconds;
  return backlogs.flatMap(backlog => {
    const { seconds, consumerGroup, topic } = backlog;
    if (seconds === undefined) return [];
    const verdict = verdictOf(seconds, limit, 'more');
    if (verdict === 'met') return [];
    const direction = directionOf(backlog);
    const ours = groups.size === 0 || groups.has(consumerGroup);
    return [
      finding(subject.inventory, subject.root, {
        code: ours ? HEALTH_CODES.BACKLOG_OVER_TARGET : HEALTH_CODES.BACKLOG_OF_OTHERS,
        severity: !ours ? 'info' : verdict === 'missed' && direction !== 'shrinking' ? 'critical' : 'warning',
        sentence: `backlog ${formatDuration(seconds)}${direction === undefined ? '' : `, ${direction}`} (group ${consumerGroup} on topic ${topic})`,
        remedy: 'Compare what the consumer handles with what is produced, and give it more tasks or executors.',
      }),
    ];
  });
}

/**
 * The backlog of one hop: of the groups by which `to` reads from `from`.
 *
 * @param onlySink - nobody else reads from there, so every group is this hop's
 */
export function edgeBacklog(from: ElementAssessment, to: ElementAssessment, onlySink: boolean, context: AssessContext): BacklogMeasures {
  if (!from.queued) {
    const reason = `${from.title} is no queue, so nothing waits between it and ${to.title}`;
    return { backlogTime: { state: 'not-measured', reason }, backlogMessages: { state: 'not-measured', reason } };
  }
  const named = new Set([
    ...(to.description.readsAs ?? []),
    ...(from.description.consumers ?? []).filter(link => link.element === to.id).map(link => link.consumerGroup),
  ]);
  const backlogs = from.backlogs.filter(backlog => (named.size > 0 ? named.has(backlog.consumerGroup) : onlySink));
  const worst = worstBacklog(backlogs);
  if (worst !== undefined) return backlogMeasures(worst, context);
  if (from.backlogs.length === 0) return { backlogTime: from.backlogTime, backlogMessages: from.backlogMessages };
  const reason =
    named.size > 0
      ? `Consumer group ${[...named].join(', ')} has committed no offset on ${from.title}`
      : `It is not known by which consumer group ${to.title} reads; name it in the annotation penstock.dev/consumer-group`;
  return { backlogTime: { state: 'not-measured', reason }, backlogMessages: { state: 'not-measured', reason } };
}
