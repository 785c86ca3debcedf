import type { ConsistencyOption, EngineOperations } from '@penstock/backstage-plugin-data-pipelines-node';
import { crashOption } from '../../shared/crashOption';
import { recordLogEnds } from './logEnds';
import { pausedWriters } from './pauseWriters';
import { recordOffsets } from './recordOffsets';
import { connectorsAround, isSink } from './sinks';

/** Producers held back, where they log in; else as after a crash, which an append-only log is made for. */
export const kafkaConsistencies: EngineOperations['consistencies'] = (element, { longestPauseSeconds, names }) => {
  const { root, inventory } = element;
  const { name } = root.metadata;
  if (root.kind === 'KafkaConnect') return [crashOption(`Connect cluster ${name} has no volumes; its offsets are kept in Kafka.`)];
  const sinks = connectorsAround(root, inventory).filter(({ connector }) => isSink(connector));
  const recorded = recordOffsets(sinks, inventory.cluster, names);
  const atCut = [recordLogEnds(element)];
  const writers = pausedWriters(element, longestPauseSeconds);
  const application: ConsistencyOption = {
    consistency: 'application',
    sentence: `The producers of Kafka ${name} are held back to a trickle for at most ${longestPauseSeconds} s, so that brokers agree on nearly every record at the cut; they send afterwards what they kept.`,
    ...(writers.pause === undefined ? {} : { pause: writers.pause }),
    ...(writers.resume === undefined ? {} : { resume: writers.resume }),
    before: recorded.steps,
    atCut,
    checks: [...recorded.checks, ...writers.checks],
    changes: writers.changes,
  };
  const crash = crashOption(
    `Every volume of Kafka ${name} is cut while the brokers write, as if all had lost power at that instant; what only one of them had at the cut is cut off at the start.`,
    {
      before: recorded.steps,
      atCut,
      checks: recorded.checks,
    },
  );
  return [application, crash];
};
