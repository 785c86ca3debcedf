import { ANNOTATION_WRITES_TO } from '@penstock/backstage-plugin-data-pipelines-common';
import type { PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ConsistencyOption, EngineOperations, PlannedElement } from '@penstock/backstage-plugin-data-pipelines-node';
import { CONNECTOR_SECONDS, connectorsWait, runningOf, wishPatch } from '../../kafka/operations/connectorSteps';
import { recordOffsets } from '../../kafka/operations/recordOffsets';
import { connectorsWritingTo } from '../../kafka/operations/sinks';
import type { PlacedConnector } from '../../kafka/operations/sinks';
import { crashOption } from '../../shared/crashOption';
import { reversed } from '../../shared/engineSteps';
import { fieldChange } from '../../shared/fieldChange';
import { referenceTo } from '../../shared/finding';
import { ENGINE_CHECKS, objected, passed } from '../../shared/preflightCodes';
import { commaSeparated, flagAt } from '../../shared/reading';
import { SPARK_APPLICATION } from '../../spark/kinds';

function unsupported({ root, inventory }: PlannedElement): PreflightCheck {
  return objected(ENGINE_CHECKS.VOLUME_CUT_SUPPORTED, 'warn', {
    sentence: 'Elastic does not support snapshots of volumes as a backup of Elasticsearch; its own snapshots are the only way that it calls reliable.',
    remedy: 'Use the point for a fast way back of the whole cluster, and keep snapshots of Elasticsearch itself as the backup.',
    object: referenceTo(inventory.cluster, root),
  });
}

/** Applications that say they write to it and are not suspended; connectors alone are paused. */
function otherWriters({ id, inventory }: PlannedElement): PreflightCheck {
  const others = inventory
    .list(SPARK_APPLICATION)
    .filter(application => commaSeparated(application.metadata.annotations?.[ANNOTATION_WRITES_TO]).includes(id) && flagAt(application, 'spec.suspend') !== true)
    .map(({ metadata }) => metadata.name);
  if (others.length === 0) return passed(ENGINE_CHECKS.ALL_WRITERS_PAUSED, 'Nobody else is known to write to it.');
  return objected(ENGINE_CHECKS.ALL_WRITERS_PAUSED, 'warn', {
    sentence: `${others.map(name => `SparkApplication ${name}`).join(', ')} also ${others.length === 1 ? 'writes' : 'write'} to it and ${others.length === 1 ? 'goes' : 'go'} on.`,
    remedy: 'Suspend it for the cut, or take the cut for crash-consistent.',
  });
}

function pausedFeeders(
  element: PlannedElement,
  feeders: readonly PlacedConnector[],
  longestPauseSeconds: number,
): Pick<ConsistencyOption, 'pause' | 'resume' | 'checks' | 'changes'> {
  const { id, inventory, root } = element;
  const { cluster } = inventory;
  if (feeders.length === 0) {
    const check = objected(ENGINE_CHECKS.WRITERS_CAN_PAUSE, 'block', {
      sentence: `No connector is known to write to Elasticsearch ${root.metadata.name}, so there is nobody that could be paused.`,
      remedy: `Name ${id} in the annotation ${ANNOTATION_WRITES_TO} of the connectors that write to it, or take a crash-consistent cut.`,
      object: referenceTo(cluster, root),
    });
    return { checks: [check], changes: [] };
  }
  const running = runningOf(feeders.map(({ connector }) => connector));
  const checks = [passed(ENGINE_CHECKS.WRITERS_CAN_PAUSE, `${feeders.map(({ connector }) => connector.metadata.name).join(', ')} can be paused.`), otherWriters(element)];
  if (running.length === 0) return { checks, changes: [] };
  const patches = running.map(connector => wishPatch(cluster, connector, 'paused'));
  const named = running.map(({ metadata }) => metadata.name).join(', ');
  const home = feeders.find(({ connector }) => running.includes(connector))?.element;
  const about = home === undefined ? {} : { element: home };
  const pauseId = `quiesce/${id}/connectors`;
  return {
    pause: {
      id: pauseId,
      title: `Pause ${named}`,
      detail: `Nothing more is written to Elasticsearch ${root.metadata.name}; records wait in Kafka.`,
      phase: 'Quiescing',
      ...about,
      acts: patches,
      wait: connectorsWait(cluster, running, 'PAUSED'),
      pause: { limitSeconds: longestPauseSeconds, resume: patches.map(reversed) },
      undo: patches.map(reversed),
      deadlineSeconds: longestPauseSeconds,
    },
    resume: {
      id: `quiesce/${id}/connectors-resume`,
      title: `Resume ${named}`,
      phase: 'Running',
      ...about,
      acts: patches.map(reversed),
      wait: connectorsWait(cluster, running, 'RUNNING'),
      resumes: pauseId,
      deadlineSeconds: CONNECTOR_SECONDS,
    },
    checks,
    changes: running.map(connector => fieldChange(cluster, connector, 'spec.state', { to: 'paused', note: 'until the cut is taken' })),
  };
}

/** Its own snapshots would be best and are not offered yet; then its feeders paused; then as after a crash. All volume cuts are labelled. */
export const elasticsearchConsistencies: EngineOperations['consistencies'] = (element, { longestPauseSeconds, names }) => {
  const { root, inventory, id } = element;
  const { name } = root.metadata;
  const feeders = connectorsWritingTo(id, inventory);
  const recorded = recordOffsets(feeders, inventory.cluster, names);
  const paused = pausedFeeders(element, feeders, longestPauseSeconds);
  const native: ConsistencyOption = {
    consistency: 'native',
    sentence: `Elasticsearch ${name} writes a snapshot of its own into a repository.`,
    before: [],
    checks: [
      objected(ENGINE_CHECKS.NATIVE_SNAPSHOT_OFFERED, 'block', {
        sentence: 'Penstock does not drive the snapshots of Elasticsearch yet.',
        remedy: 'Use snapshot lifecycle management of Elasticsearch for a backup, and a cut of the volumes for a fast way back.',
      }),
    ],
    changes: [],
  };
  const application: ConsistencyOption = {
    consistency: 'application',
    sentence:
      paused.pause === undefined && feeders.length > 0
        ? `The connectors that write to Elasticsearch ${name} do not run, so it is cut at rest.`
        : `The connectors that write to Elasticsearch ${name} are paused for at most ${longestPauseSeconds} s; records wait in Kafka, and searching goes on.`,
    ...(paused.pause === undefined ? {} : { pause: paused.pause }),
    ...(paused.resume === undefined ? {} : { resume: paused.resume }),
    before: recorded.steps,
    checks: [unsupported(element), ...recorded.checks, ...paused.checks],
    changes: paused.changes,
  };
  const crash = crashOption(`Every volume of Elasticsearch ${name} is cut while it writes, as if all nodes had lost power at that instant.`, {
    before: recorded.steps,
    checks: [unsupported(element), ...recorded.checks],
  });
  return [native, application, crash];
};
