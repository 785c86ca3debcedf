import type { AssessInput, Engine } from '@penstock/backstage-plugin-data-pipelines-node';
import { claimsSettled } from '../shared/claimChecks';
import { runChain } from '../shared/finding';
import { deleted, kindsReadable } from '../shared/gates';
import { membersComplete } from '../shared/memberChecks';
import { PERSISTENT_VOLUME_CLAIM, POD } from '../shared/members';
import { applicationState, driverPresent, isSettling, podGroups, submittedOnce, watermarkMoves } from './applicationChecks';
import { describeApplication, describeSchedule, describeSparkConnect } from './describe';
import { SCHEDULE_LABEL, SCHEDULED_SPARK_APPLICATION, SPARK_APPLICATION, SPARK_CONNECT } from './kinds';
import { sparkOperations } from './operations/sparkOperations';
import { sparkQueries } from './queries';
import { connectGroups, connectState, isConnectSettling, lastRunSucceeded, runsOnTime, scheduleState } from './scheduleChecks';

/** What is asked of each kind. None of them has observedGeneration, so there is no such gate. */
const chains: Record<string, Parameters<typeof runChain>[1]> = {
  SparkApplication: {
    gates: [
      deleted, // asked to go: nothing else is worth saying
    ],
    checks: [
      kindsReadable([POD, PERSISTENT_VOLUME_CLAIM]), // absence must mean absence
      applicationState, // COMPLETED is good for a batch and bad for a stream
      submittedOnce, // told, not judged
      driverPresent, // RUNNING lags behind a lost driver
      membersComplete(podGroups, isSettling), // driver and executors, while it runs
      claimsSettled, // volumes bound and not resizing
      watermarkMoves, // metrics: RUNNING and stuck look alike
    ],
  },
  ScheduledSparkApplication: {
    gates: [deleted],
    checks: [
      kindsReadable([SPARK_APPLICATION, POD, PERSISTENT_VOLUME_CLAIM]),
      scheduleState,
      runsOnTime, // now < nextRun + grace
      lastRunSucceeded, // by the run's own resource
    ],
  },
  SparkConnect: {
    gates: [deleted],
    checks: [kindsReadable([POD]), connectState, membersComplete(connectGroups, isConnectSettling)],
  },
};

/** Spark by the Kubeflow operator: applications (batch and streaming), schedules, Spark Connect. */
export const sparkEngine: Engine = {
  id: 'spark',
  title: 'Spark',
  roots: [SPARK_APPLICATION, SCHEDULED_SPARK_APPLICATION, SPARK_CONNECT],
  reads: [],
  queries: sparkQueries,
  // a run carries the labels of its schedule and is a part of it
  isElement: root => root.metadata.labels?.[SCHEDULE_LABEL] === undefined,
  describe(root, inventory) {
    switch (root.kind) {
      case 'ScheduledSparkApplication':
        return describeSchedule(root, inventory);
      case 'SparkConnect':
        return describeSparkConnect(root, inventory);
      default:
        return describeApplication(root, inventory);
    }
  },
  assess: (input: AssessInput) => runChain(input, chains[input.root.kind] ?? chains.SparkApplication),
  operations: sparkOperations,
};
