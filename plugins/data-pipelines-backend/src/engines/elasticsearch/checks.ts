import type { AssessInput, MetricReader } from '@penstock/backstage-plugin-data-pipelines-node';
import { COMMON_CODES } from '../shared/codes';
import { conditionOf, trueCondition } from '../shared/conditions';
import { aboutRoot } from '../shared/finding';
import type { Check } from '../shared/finding';
import { isSpecUnobserved, isYoung, secondsSince } from '../shared/gates';
import type { MemberGroup } from '../shared/memberChecks';
import { listAt, numberAt, textAt } from '../shared/reading';
import { ELASTICSEARCH_CODES as CODES } from './codes';
import { nodeSetsOf, podsOf } from './nodeSets';

/** How long Elasticsearch may be out of reach before data is taken not to flow. */
export const UNREACHABLE_SECONDS = 120;

/** Words in ReconciliationComplete.message by which ECK says that it has given up on a storage change (3.5.0). */
const REFUSALS = ['decreasing storage size is not supported', 'does not support volume expansion'];

/** Whether ECK's message says that it will never apply a change of storage. */
export function refusesStorageChange(message: string): boolean {
  return REFUSALS.some(words => message.includes(words));
}

const PAUSE_ANNOTATIONS = ['eck.k8s.elastic.co/pause-orchestration', 'eck.k8s.elastic.co/managed'];

function phaseOf({ root }: Pick<AssessInput, 'root'>): string | undefined {
  return textAt(root, 'status.phase');
}

function sinceOf(condition: { since?: string } | undefined) {
  return condition?.since === undefined ? {} : { since: condition.since };
}

/** ECK was told to leave the cluster alone; its phase then reads ApplyingChanges and means nothing. */
export function isPaused({ root }: Pick<AssessInput, 'root'>): boolean {
  const annotations = root.metadata.annotations ?? {};
  return (
    trueCondition(root, 'OrchestrationPaused') !== undefined ||
    annotations[PAUSE_ANNOTATIONS[0]] === 'true' ||
    annotations[PAUSE_ANNOTATIONS[1]] === 'false'
  );
}

/** True while pods come and go as asked. */
export function isSettling(input: Pick<AssessInput, 'root'>): boolean {
  return isSpecUnobserved(input.root) || (phaseOf(input) === 'ApplyingChanges' && !isPaused(input)) || phaseOf(input) === 'MigratingData';
}

/** True for a new cluster that was never whole: what is missing then is not lost. */
export function isForming(input: Pick<AssessInput, 'root' | 'now'>): boolean {
  return isYoung(input.root, input.now) && phaseOf(input) !== 'Ready' && phaseOf(input) !== 'Invalid';
}

/** First, because a paused operator leaves every other field as it was. */
export const orchestrationPaused: Check = input =>
  aboutRoot(({ root }) =>
    isPaused(input)
      ? {
          code: COMMON_CODES.RECONCILIATION_PAUSED,
          severity: 'paused',
          sentence: `The operator is told to leave Elasticsearch ${root.metadata.name} alone`,
          remedy: `Remove the annotation ${PAUSE_ANNOTATIONS[0]} to let the operator work again.`,
          ...sinceOf(conditionOf(root, 'OrchestrationPaused')),
        }
      : undefined,
  )(input);

/** How many shards lack a node, where the exporter says so. None while the colour is not green was measured before the operator saw the colour. */
function unassignedShards(metrics: MetricReader): number | undefined {
  const answer = metrics.answer('unassignedShards');
  const count = answer.state === 'measured' ? Math.max(...answer.samples.map(sample => sample.value)) : 0;
  return count > 0 ? count : undefined;
}

function of(unassigned: number | undefined): string {
  return unassigned === undefined ? '' : `, ${unassigned} ${unassigned === 1 ? 'shard' : 'shards'} unassigned`;
}

/** Green, yellow, red as the operator polled them every 10 s; the phase stays Ready through all three. */
export const healthColour: Check = aboutRoot(({ root, metrics, now }) => {
  const colour = textAt(root, 'status.health');
  const { name } = root.metadata;
  switch (colour) {
    case 'green':
      return undefined;
    case 'yellow': {
      const count = unassignedShards(metrics);
      const shards = count === undefined ? 'replica shards are' : `${count} ${count === 1 ? 'replica shard' : 'replica shards'}`;
      const single = nodeSetsOf(root).reduce((sum, nodeSet) => sum + nodeSet.count, 0) === 1;
      return {
        code: CODES.ES_HEALTH_YELLOW,
        severity: isForming({ root, now }) ? 'progressing' : 'warning',
        sentence: `Elasticsearch ${name} is yellow: ${shards} unassigned${single ? '; with one node they stay so for ever' : ''}`,
      };
    }
    case 'red':
      return { code: CODES.ES_HEALTH_RED, severity: isForming({ root, now }) ? 'progressing' : 'critical', sentence: `Elasticsearch ${name} is red: primary shards are missing${of(unassignedShards(metrics))}` };
    default:
      return {
        code: CODES.ES_HEALTH_UNKNOWN,
        severity: isFirstStart(root, now) ? 'progressing' : 'unknown',
        sentence:
          colour === undefined || colour === 'unknown'
            ? `The health of Elasticsearch ${name} is not known to the operator`
            : `Elasticsearch ${name} reports the unknown health "${colour}"`,
      };
  }
});

/** Before its first answer ECK has set no cluster on its feet: RunningDesiredVersion is True at once and says nothing. */
function isFirstStart(root: AssessInput['root'], now: Date): boolean {
  if (isForming({ root, now }) && ['unknown', undefined].includes(textAt(root, 'status.health'))) return true;
  const message = conditionOf(root, 'ReconciliationComplete')?.message ?? '';
  return textAt(root, 'status.health') === 'unknown' && /cluster UUID is not reconciled|cluster license/.test(message);
}

/** Reachable, or only just not. */
export const reachable: Check = aboutRoot(({ root, now }) => {
  const condition = conditionOf(root, 'ElasticsearchIsReachable');
  if (condition === undefined || condition.status === 'True') return undefined;
  const sentence = `The operator cannot reach Elasticsearch ${root.metadata.name}${condition.message === undefined ? '' : `: ${condition.message}`}`;
  if (isForming({ root, now }) || isFirstStart(root, now)) return { code: CODES.ES_STARTING, severity: 'progressing', sentence, ...sinceOf(condition) };
  const gone = secondsSince(condition.since, now) ?? 0;
  return { code: CODES.ES_UNREACHABLE, severity: gone > UNREACHABLE_SECONDS ? 'critical' : 'warning', sentence, ...sinceOf(condition) };
});

function reasonOf(root: AssessInput['root']): string {
  const message = conditionOf(root, 'ReconciliationComplete')?.message;
  const blocked = ['upscale', 'downscale', 'upgrade']
    .flatMap(kind => listAt(root, `status.inProgressOperations.${kind}.nodes`))
    .find(node => textAt(node, 'message') !== undefined);
  const node = blocked === undefined ? undefined : `${textAt(blocked, 'name')}: ${textAt(blocked, 'message')}`;
  const said = [message, node].filter(text => text !== undefined && text !== '');
  return said.length === 0 ? '' : `: ${said.join('; ')}`;
}

/** The phase, with the condition's message: only that one knows a refused change. */
export const phase: Check = input =>
  aboutRoot(({ root }) => {
    const { name } = root.metadata;
    const why = reasonOf(root);
    const since = sinceOf(conditionOf(root, 'ReconciliationComplete'));
    switch (phaseOf(input)) {
      case 'Ready':
        return undefined;
      case 'ApplyingChanges':
        if (isPaused(input)) return undefined;
        return refusesStorageChange(why)
          ? { code: CODES.ES_RECONCILIATION_FAILED, severity: 'warning', sentence: `The operator cannot apply the spec of Elasticsearch ${name}${why}`, ...since, remedy: 'Set the size back to the one before; sizes only grow, and only where the storage class allows it.' }
          : { code: CODES.ES_APPLYING_CHANGES, severity: 'progressing', sentence: `The operator applies changes to Elasticsearch ${name}${why}`, ...since };
      case 'MigratingData':
        return { code: CODES.ES_MIGRATING_DATA, severity: 'progressing', sentence: `Data moves off nodes of Elasticsearch ${name} that are to be removed${why}`, ...since };
      case 'Stalled':
        return { code: CODES.ES_STALLED, severity: 'warning', sentence: `A change of Elasticsearch ${name} is stalled${why}`, ...since };
      case 'Invalid':
        return { code: CODES.ES_INVALID, severity: 'warning', sentence: `The operator refuses the spec of Elasticsearch ${name}${why}`, ...since };
      case undefined:
        return isForming(input)
          ? { code: CODES.ES_STARTING, severity: 'progressing', sentence: `The operator has not begun with Elasticsearch ${name} yet` }
          : { code: COMMON_CODES.PHASE_UNKNOWN, severity: 'unknown', sentence: `Elasticsearch ${name} reports no phase` };
      default:
        return { code: COMMON_CODES.PHASE_UNKNOWN, severity: 'unknown', sentence: `Elasticsearch ${name} is in the unknown phase "${phaseOf(input)}"` };
    }
  })(input);

/** Healthy needs the condition too, not the phase alone. */
export const reconciled: Check = input =>
  aboutRoot(({ root }) => {
    const condition = conditionOf(root, 'ReconciliationComplete');
    if (phaseOf(input) !== 'Ready' || condition?.status === 'True' || isPaused(input)) return undefined;
    return {
      code: CODES.ES_RECONCILIATION_INCOMPLETE,
      severity: condition === undefined ? 'unknown' : 'progressing',
      sentence: `Elasticsearch ${root.metadata.name} is Ready, but the operator is not done with it${reasonOf(root)}`,
      ...sinceOf(condition),
    };
  })(input);

/** availableNodes against the node sets, while the phase stays Ready. */
export const nodesAvailable: Check = input =>
  aboutRoot(({ root }) => {
    const wanted = nodeSetsOf(root).reduce((sum, nodeSet) => sum + nodeSet.count, 0);
    const available = numberAt(root, 'status.availableNodes');
    if (phaseOf(input) !== 'Ready' || available === undefined || available >= wanted) return undefined;
    return { code: CODES.ES_NODES_MISSING, severity: 'warning', sentence: `${available} of ${wanted} nodes of Elasticsearch ${root.metadata.name} are available` };
  })(input);

/** Every node runs the wanted version. */
export const versionRuns: Check = aboutRoot(({ root }) => {
  const condition = conditionOf(root, 'RunningDesiredVersion');
  if (condition === undefined || condition.status === 'True') return undefined;
  return {
    code: CODES.ES_VERSION_BEHIND,
    severity: 'progressing',
    sentence: `Not every node of Elasticsearch ${root.metadata.name} runs ${textAt(root, 'spec.version') ?? 'the wanted version'}${condition.message === undefined ? '' : `: ${condition.message}`}`,
    ...sinceOf(condition),
  };
});

/** The pods of each node set against its count. */
export function nodeGroups({ root, inventory }: AssessInput): readonly MemberGroup[] {
  return nodeSetsOf(root).map(nodeSet => ({
    name: `node set ${nodeSet.name}`,
    wantedBy: root,
    wanted: nodeSet.count,
    pods: podsOf(root, nodeSet, inventory),
  }));
}
