import type { AssessInput, Engine } from '@penstock/backstage-plugin-data-pipelines-node';
import { claimsSettled } from '../shared/claimChecks';
import { runChain } from '../shared/finding';
import { deleted, isSpecUnobserved, isYoung, kindsReadable, specObserved, statusPresent } from '../shared/gates';
import { membersComplete, type MemberGroup } from '../shared/memberChecks';
import { PERSISTENT_VOLUME_CLAIM, POD } from '../shared/members';
import { replicasOf } from '../shared/scaling';
import { podsOf } from './claimTemplates';
import { describeStatefulSet } from './describe';
import { STATEFUL_SET } from './kinds';
import { statefulSetOperations } from './operations/statefulSetOperations';
import { isRolling } from './rolling';

function pods({ root, inventory }: AssessInput): readonly MemberGroup[] {
  return [{ name: `StatefulSet ${root.metadata.name}`, wantedBy: root, wanted: replicasOf(root), pods: podsOf(root, inventory) }];
}

/** What is asked of a StatefulSet. */
const chain = {
  gates: [
    deleted, // asked to go: nothing else is worth saying
    statusPresent, // a controller looks after it
  ],
  checks: [
    kindsReadable([POD, PERSISTENT_VOLUME_CLAIM]), // absence must mean absence
    specObserved, // the status is about this spec
    membersComplete(pods, ({ root, now }) => isSpecUnobserved(root) || isRolling(root) || isYoung(root, now)),
    claimsSettled,
  ],
};

/** StatefulSets that no operator makes: those of operators belong to the operators' own resources. */
export const statefulSetEngine: Engine = {
  id: 'statefulset',
  title: 'StatefulSet',
  roots: [STATEFUL_SET],
  reads: [],
  queries: [],
  isElement: ({ metadata }) => !(metadata.ownerReferences ?? []).some(({ controller }) => controller === true),
  describe: describeStatefulSet,
  assess: input => runChain(input, chain),
  operations: statefulSetOperations,
};
