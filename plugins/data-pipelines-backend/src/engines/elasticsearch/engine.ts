import type { Engine } from '@penstock/backstage-plugin-data-pipelines-node';
import { claimsSettled } from '../shared/claimChecks';
import { runChain } from '../shared/finding';
import { deleted, kindsReadable, specObserved, statusPresent } from '../shared/gates';
import { membersComplete } from '../shared/memberChecks';
import { PERSISTENT_VOLUME_CLAIM, POD } from '../shared/members';
import {
  healthColour,
  isForming,
  isSettling,
  nodeGroups,
  nodesAvailable,
  orchestrationPaused,
  phase,
  reachable,
  reconciled,
  versionRuns,
} from './checks';
import { describeElasticsearch } from './describe';
import { ELASTICSEARCH, ELASTICSEARCH_AUTOSCALER } from './kinds';
import { elasticsearchOperations } from './operations/elasticsearchOperations';
import { elasticsearchQueries } from './queries';

/** What is asked of an Elasticsearch. */
const chain = {
  gates: [
    deleted, // asked to go: nothing else is worth saying
    statusPresent, // an operator looks after it
  ],
  checks: [
    kindsReadable([POD, PERSISTENT_VOLUME_CLAIM]), // absence must mean absence
    specObserved, // the status is about this spec
    orchestrationPaused, // before the phase, which then reads ApplyingChanges
    healthColour, // green, yellow, red; the phase stays Ready through all of them
    reachable, // for more than two minutes
    phase, // and why it is stuck
    reconciled, // Ready alone is not enough
    nodesAvailable, // the phase stays Ready when a pod is lost
    versionRuns,
    membersComplete(nodeGroups, input => isSettling(input) || isForming(input)), // pods, by label and not by owner
    claimsSettled, // ECK is Ready 11 s before the volumes have grown
  ],
};

/** Elasticsearch by ECK. */
export const elasticsearchEngine: Engine = {
  id: 'elasticsearch',
  title: 'Elasticsearch',
  roots: [ELASTICSEARCH],
  reads: [ELASTICSEARCH_AUTOSCALER],
  queries: elasticsearchQueries,
  describe: describeElasticsearch,
  assess: input => runChain(input, chain),
  operations: elasticsearchOperations,
};
