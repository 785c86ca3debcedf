import type { Finding, Severity } from '@penstock/backstage-plugin-data-pipelines-common';
import type { AssessInput, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { COMMON_CODES as CODES } from './codes';
import { conditionOf } from './conditions';
import { finding } from './finding';
import type { Check, Statement } from './finding';
import { secondsSince } from './gates';
import { isReady, podsReadable, restartsOf, stuckReason } from './members';
import { textAt } from './reading';

/** How long a pod may start before that is no longer progress. */
export const START_SECONDS = 300;

/** Pods of one role and how many there should be. */
export interface MemberGroup {
  /** For sentences, e.g. `node pool broker`. */
  name: string;
  /** The object that says how many. */
  wantedBy: KubernetesObject;
  wanted: number;
  /** Where the number may vary: how many there may be at most. */
  most?: number;
  pods: readonly KubernetesObject[];
  /** What a stuck or failed pod means here; warning unless one pod is all there is. */
  lossSeverity?: Severity;
}

function whatIsWrong(pod: KubernetesObject, lossSeverity: Severity, now: Date): Statement | undefined {
  const { name, creationTimestamp, deletionTimestamp } = pod.metadata;
  if (deletionTimestamp !== undefined) {
    return { code: CODES.MEMBER_TERMINATING, severity: 'progressing', sentence: `Pod ${name} is being deleted`, since: deletionTimestamp };
  }
  const stuck = stuckReason(pod);
  if (stuck !== undefined) {
    return {
      code: CODES.MEMBER_STUCK,
      severity: lossSeverity,
      sentence: `Pod ${name} cannot start: ${stuck}, ${restartsOf(pod)} restarts`,
      remedy: `Read the log of the last run: kubectl logs ${name} -n ${pod.metadata.namespace} --previous`,
    };
  }
  const phase = textAt(pod, 'status.phase');
  switch (phase) {
    case 'Running': {
      if (isReady(pod)) return undefined;
      const ready = conditionOf(pod, 'Ready');
      return {
        code: CODES.MEMBER_NOT_READY,
        severity: 'warning',
        sentence: `Pod ${name} runs but is not ready${ready?.message === undefined ? '' : `: ${ready.message}`}`,
        ...(ready?.since === undefined ? {} : { since: ready.since }),
      };
    }
    case 'Succeeded':
      return undefined;
    case 'Failed':
      return {
        code: CODES.MEMBER_FAILED,
        severity: lossSeverity,
        sentence: `Pod ${name} failed${textAt(pod, 'status.reason') === undefined ? '' : `: ${textAt(pod, 'status.reason')}`}`,
      };
    case 'Pending': {
      const age = secondsSince(creationTimestamp, now) ?? 0;
      const scheduled = conditionOf(pod, 'PodScheduled');
      const why = scheduled?.status === 'False' ? `: not scheduled, ${scheduled.message ?? scheduled.reason}` : '';
      return {
        code: CODES.MEMBER_PENDING,
        severity: age < START_SECONDS ? 'progressing' : 'warning',
        sentence: `Pod ${name} has not started${why}`,
        ...(creationTimestamp === undefined ? {} : { since: creationTimestamp }),
      };
    }
    default:
      return {
        code: CODES.MEMBER_PHASE_UNKNOWN,
        severity: 'unknown',
        sentence: phase === undefined ? `Pod ${name} reports no phase` : `Pod ${name} is in the unknown phase "${phase}"`,
      };
  }
}

function countFinding(group: MemberGroup, settling: boolean): Statement | undefined {
  const there = group.pods.filter(pod => pod.metadata.deletionTimestamp === undefined);
  const ready = there.filter(isReady).length;
  if (there.length > (group.most ?? group.wanted)) {
    return {
      code: CODES.MEMBERS_SURPLUS,
      severity: 'progressing',
      sentence: `${there.length} pods of ${group.name} where ${group.most ?? group.wanted} are wanted`,
    };
  }
  if (ready >= group.wanted) return undefined;
  const loss = ready === 0 ? 'critical' : 'warning';
  return {
    code: CODES.MEMBERS_MISSING,
    severity: settling ? 'progressing' : loss,
    sentence: `${ready} of ${group.wanted} pods of ${group.name} are ready`,
  };
}

/**
 * Compares the pods with what the spec wants: pod readiness is the truth that
 * sticky conditions of operators hide.
 *
 * @param settling - true while the operator is deploying or restarting as asked, so that missing pods are progress
 */
export function membersComplete(groupsOf: (input: AssessInput) => readonly MemberGroup[], settling: (input: AssessInput) => boolean): Check {
  return input => {
    // where pods cannot be read, their absence is no finding; that they cannot is
    if (!podsReadable(input.inventory)) return [];
    return groupsOf(input).flatMap(group => {
      const found: Finding[] = [];
      const count = countFinding(group, settling(input));
      if (count !== undefined) found.push(finding(input.inventory, group.wantedBy, count));
      for (const pod of group.pods) {
        const wrong = whatIsWrong(pod, group.lossSeverity ?? 'warning', input.now);
        if (wrong !== undefined) found.push(finding(input.inventory, pod, wrong));
      }
      return found;
    });
  };
}
