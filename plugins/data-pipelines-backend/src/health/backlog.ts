import type { ElementMeasure, Finding, Measure, Trend } from '@penstock/backstage-plugin-data-pipelines-common';
import { ANNOTATION_READS_FROM, formatDuration } from '@penstock/backstage-plugin-data-pipelines-common';
import type { MetricAnswer, MetricReader, MetricSample } from '@penstock/backstage-plugin-data-pipelines-node';
import { finding } from '../engines/shared/finding';
import { commaSeparated } from '../engines/shared/reading';
import { HEALTH_CODES } from './codes';
import type { AssessContext, ElementFacts, JudgedElement } from './context';
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

/** The measures of one backlog. */
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

/** Growing means: falls behind by more than a small share of what is produced. Commit saw-teeth stay below that. */
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

/** The worst of several: by age, then by count. */
function worstBacklog(backlogs: readonly Backlog[]): Backlog | undefined {
  return [...backlogs].sort((a, b) => (b.seconds ?? -1) - (a.seconds ?? -1) || b.messages - a.messages)[0];
}

/** A backlog as the two measures that pages show, time first. */
function measuresOf(backlog: Backlog, context: AssessContext): BacklogMeasures {
  const { seconds, messages, topic, observedAt, source } = backlog;
  const stale = isStale(observedAt, context) ? { stale: true } : {};
  return {
    backlogTime:
      seconds === undefined
        ? { state: 'not-measured', reason: `Nothing is produced on ${topic} now, so its ${messages} unread messages have no age by this estimate` }
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

function unread(reader: MetricReader, context: AssessContext): BacklogMeasures {
  return {
    backlogTime: measureOf(reader.answer('backlogTime'), 'max', context),
    backlogMessages: measureOf(reader.answer('backlogMessages'), 'max', context),
  };
}

function notMeasured(reason: string): BacklogMeasures {
  return { backlogTime: { state: 'not-measured', reason }, backlogMessages: { state: 'not-measured', reason } };
}

/** Backlogs of these groups as measures, or why there are none. */
function measured(backlogs: readonly Backlog[], groups: readonly string[], reader: MetricReader, context: AssessContext): BacklogMeasures {
  const worst = worstBacklog(backlogs.filter(backlog => groups.includes(backlog.consumerGroup)));
  if (worst !== undefined) return measuresOf(worst, context);
  if (backlogs.length === 0) return unread(reader, context);
  return notMeasured(`Consumer group ${groups.join(', ')} has committed no offset yet`);
}

/** `backlogTime` of a queue; `backlogTime/to/<element>` and `backlogTime/from/<element>` of one hop. */
function rows(key: string, label: string, { backlogTime, backlogMessages }: BacklogMeasures): ElementMeasure[] {
  return [
    { key: `backlogTime${key}`, label: `Backlog, time${label}`, measure: backlogTime },
    { key: `backlogMessages${key}`, label: `Backlog, messages${label}`, measure: backlogMessages },
  ];
}

function toFinding(facts: ElementFacts, backlog: Backlog, judged: boolean, context: AssessContext): Finding[] {
  const { seconds, consumerGroup, topic } = backlog;
  const verdict = seconds === undefined ? 'met' : verdictOf(seconds, context.settings.thresholds.backlogSeconds, 'more');
  if (seconds === undefined || verdict === 'met') return [];
  const direction = directionOf(backlog);
  const severity = verdict === 'missed' && direction !== 'shrinking' ? 'critical' : 'warning';
  return [
    finding(facts.inventory, facts.root, {
      code: judged ? HEALTH_CODES.BACKLOG_OVER_TARGET : HEALTH_CODES.BACKLOG_OF_OTHERS,
      severity: judged ? severity : 'info',
      sentence: `backlog ${formatDuration(seconds)}${direction === undefined ? '' : `, ${direction}`} (group ${consumerGroup}, topic ${topic})`,
      remedy: 'Compare what the consumer handles with what is produced, and give it more tasks or executors.',
    }),
  ];
}

/** What backlogs add to an element: rows and findings. */
export interface BacklogVerdict {
  measures: ElementMeasure[];
  findings: Finding[];
}

/**
 * A queue: one row for the worst of its own consumers, one per element that
 * its connectors feed. Groups of other elements are judged there and only told
 * here; a queue that has no connectors judges all groups, for nobody may.
 */
function ofQueue(facts: ElementFacts, context: AssessContext): BacklogVerdict {
  const { id, metrics, inventory, description } = facts;
  const reader = metrics.element(inventory.cluster, id);
  const backlogs = backlogsOf(reader);
  const links = description.consumers ?? [];
  const own = new Set(links.map(link => link.consumerGroup));
  const isJudged = (backlog: Backlog) => own.size === 0 || own.has(backlog.consumerGroup);
  const worst = worstBacklog(backlogs.filter(isJudged));
  const sinks = [...new Set(links.map(link => link.element))];
  return {
    measures: [
      ...rows('', '', worst === undefined ? unread(reader, context) : measuresOf(worst, context)),
      ...sinks.flatMap(sink => {
        const groups = links.filter(link => link.element === sink).map(link => link.consumerGroup);
        return rows(`/to/${sink}`, ` towards ${sink}`, measured(backlogs, groups, reader, context));
      }),
    ],
    findings: backlogs.flatMap(backlog => toFinding(facts, backlog, isJudged(backlog), context)),
  };
}

/** A reader: one pair of rows per element it reads from. */
function ofReader(facts: ElementFacts, context: AssessContext): BacklogVerdict {
  const { root, metrics, inventory, description } = facts;
  const groups = description.readsAs ?? [];
  const sources = commaSeparated(root.metadata.annotations?.[ANNOTATION_READS_FROM]);
  const verdict: BacklogVerdict = { measures: [], findings: [] };
  if (groups.length === 0) return verdict;
  for (const source of sources) {
    const reader = metrics.element(inventory.cluster, source);
    const backlogs = backlogsOf(reader);
    verdict.measures.push(...rows(`/from/${source}`, ` from ${source}`, measured(backlogs, groups, reader, context)));
    for (const backlog of backlogs.filter(entry => groups.includes(entry.consumerGroup))) {
      verdict.findings.push(...toFinding(facts, backlog, true, context));
    }
  }
  return verdict;
}

/** Whether messages wait in an element for others. */
export function isQueue(facts: Pick<ElementFacts, 'engine' | 'description'>): boolean {
  return facts.engine.queries.some(query => query.key === 'backlogMessages' && query.appliesTo?.(facts.description.queryScope) !== false);
}

/** Backlogs as seen from one element. */
export function backlogVerdict(facts: ElementFacts, context: AssessContext): BacklogVerdict {
  return isQueue(facts) ? ofQueue(facts, context) : ofReader(facts, context);
}

function rowOf(element: JudgedElement, key: string): Measure | undefined {
  return element.measures.find(entry => entry.key === key)?.measure;
}

/** The backlog of one hop, from whichever of its ends knows the consumer group. */
export function edgeBacklog(from: JudgedElement, to: JudgedElement): BacklogMeasures {
  const ends = [
    { element: to, hop: `from/${from.id}` },
    { element: from, hop: `to/${to.id}` },
  ];
  for (const { element, hop } of ends) {
    const backlogTime = rowOf(element, `backlogTime/${hop}`);
    const backlogMessages = rowOf(element, `backlogMessages/${hop}`);
    if (backlogTime !== undefined && backlogMessages !== undefined) return { backlogTime, backlogMessages };
  }
  return rowOf(from, 'backlogTime') === undefined
    ? notMeasured(`${from.title} is no queue, so nothing waits between it and ${to.title}`)
    : notMeasured(`It is not known by which consumer group ${to.title} reads; name it in the annotation penstock.dev/consumer-group`);
}
