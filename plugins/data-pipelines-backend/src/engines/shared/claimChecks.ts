import type { AssessInput, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { COMMON_CODES as CODES } from './codes';
import { conditionsOf } from './conditions';
import { finding } from './finding';
import type { Check, Statement } from './finding';
import { secondsSince } from './gates';
import { PERSISTENT_VOLUME_CLAIM } from './members';
import { fieldsAt, textAt } from './reading';

/** How long a claim may wait for its volume before that is no longer progress. */
export const BIND_SECONDS = 300;

const FAILED_CONDITIONS = new Set(['ControllerResizeError', 'NodeResizeError']);
const RUNNING_CONDITIONS = new Set(['Resizing', 'FileSystemResizePending']);
/** `status.allocatedResourceStatuses.storage`, general since Kubernetes 1.34. */
const FAILED_STATUSES = new Set(['ControllerResizeInfeasible', 'NodeResizeInfeasible']);

/** How an expansion stands, read from the claim and never from the operator's resource: ECK says Ready 11 s too early. */
export function resizeOf(claim: KubernetesObject): { state: 'none' } | { state: 'running' | 'failed'; word: string; message?: string; since?: string } {
  const failed = conditionsOf(claim).find(entry => FAILED_CONDITIONS.has(entry.type) && entry.status === 'True');
  if (failed) return { state: 'failed', word: failed.type, message: failed.message, since: failed.since };
  const status = textAt(fieldsAt(claim, 'status.allocatedResourceStatuses'), 'storage');
  if (status !== undefined && FAILED_STATUSES.has(status)) return { state: 'failed', word: status };
  const running = conditionsOf(claim).find(entry => RUNNING_CONDITIONS.has(entry.type) && entry.status === 'True');
  if (running) return { state: 'running', word: running.type, message: running.message, since: running.since };
  if (status !== undefined) return { state: 'running', word: status };
  return { state: 'none' };
}

/** What external-resizer says of a change of attributes class that went wrong, while it goes on trying; undefined where it says nothing. */
export function modifyErrorOf(claim: KubernetesObject): string | undefined {
  return conditionsOf(claim).find(({ type, status }) => type === 'ModifyVolumeError' && status === 'True')?.message;
}

function phaseStatement(claim: KubernetesObject, now: Date): Statement | undefined {
  const { name, creationTimestamp } = claim.metadata;
  const phase = textAt(claim, 'status.phase');
  switch (phase) {
    case 'Bound':
      return undefined;
    case 'Pending': {
      const age = secondsSince(creationTimestamp, now) ?? 0;
      const storageClass = textAt(claim, 'spec.storageClassName');
      return {
        code: CODES.CLAIM_PENDING,
        severity: age < BIND_SECONDS ? 'progressing' : 'warning',
        sentence: `Claim ${name} has no volume yet (storage class ${storageClass ?? 'not named'})`,
        ...(creationTimestamp === undefined ? {} : { since: creationTimestamp }),
        ...(age < BIND_SECONDS ? {} : { remedy: `Look at the claim's events: kubectl describe pvc ${name} -n ${claim.metadata.namespace}` }),
      };
    }
    case 'Lost':
      return {
        code: CODES.CLAIM_LOST,
        severity: 'critical',
        sentence: `The volume of claim ${name} is gone${textAt(claim, 'spec.volumeName') === undefined ? '' : ` (${textAt(claim, 'spec.volumeName')})`}`,
        remedy: 'Restore the data into a new claim; a lost volume does not come back.',
      };
    default:
      return {
        code: CODES.CLAIM_PHASE_UNKNOWN,
        severity: 'unknown',
        sentence: phase === undefined ? `Claim ${name} reports no phase` : `Claim ${name} is in the unknown phase "${phase}"`,
      };
  }
}

function resizeStatement(claim: KubernetesObject): Statement | undefined {
  const resize = resizeOf(claim);
  if (resize.state === 'none') return undefined;
  const asked = textAt(fieldsAt(claim, 'spec.resources.requests'), 'storage') ?? 'unknown';
  const has = textAt(fieldsAt(claim, 'status.capacity'), 'storage') ?? 'unknown';
  const since = resize.since === undefined ? {} : { since: resize.since };
  if (resize.state === 'failed') {
    return {
      code: CODES.CLAIM_RESIZE_FAILED,
      severity: 'warning',
      sentence: `Expanding claim ${claim.metadata.name} from ${has} to ${asked} failed (${resize.word})${resize.message === undefined ? '' : `: ${resize.message}`}`,
      ...since,
    };
  }
  return {
    code: CODES.CLAIM_RESIZING,
    severity: 'progressing',
    sentence: `Claim ${claim.metadata.name} is being expanded from ${has} to ${asked} (${resize.word})`,
    ...since,
  };
}

function terminatingStatement(claim: KubernetesObject): Statement | undefined {
  const since = claim.metadata.deletionTimestamp;
  if (since === undefined) return undefined;
  return {
    code: CODES.CLAIM_TERMINATING,
    severity: 'warning',
    sentence: `Claim ${claim.metadata.name} is being deleted and goes with its pod`,
    since,
    remedy: 'The deletion cannot be taken back: save the data before the pod restarts.',
  };
}

/** Each claim of the element: bound, not lost, not resizing, not being deleted. */
export const claimsSettled: Check = ({ root, element, inventory, now }: AssessInput) =>
  element.volumes.flatMap(volume => {
    const claim = inventory.get(PERSISTENT_VOLUME_CLAIM, { namespace: volume.namespace, name: volume.claim });
    if (claim === undefined) {
      if (inventory.kindState(PERSISTENT_VOLUME_CLAIM).state !== 'watched') return [];
      return [
        finding(inventory, root, {
          code: CODES.CLAIM_MISSING,
          severity: 'warning',
          sentence: `Claim ${volume.claim}${volume.member === undefined ? '' : ` of pod ${volume.member}`} does not exist`,
        }),
      ];
    }
    const said = [phaseStatement(claim, now), resizeStatement(claim), terminatingStatement(claim)];
    return said.flatMap(statement => (statement === undefined ? [] : [finding(inventory, claim, statement)]));
  });
