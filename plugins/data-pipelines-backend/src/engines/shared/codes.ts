import { findingCodes } from './finding';

/** Codes that every engine uses. */
export const COMMON_CODES = findingCodes({
  ELEMENT_DELETED: 'The resource has a deletion timestamp: it is being deleted as asked.',
  SPEC_NOT_OBSERVED: 'The operator has not yet seen the newest spec; its status describes an older one.',
  STATUS_MISSING: 'The operator has written no status at all.',
  PHASE_UNKNOWN: 'The operator reports a phase that Penstock does not know.',
  RECONCILIATION_PAUSED: 'Somebody paused the operator by annotation.',
  KIND_NOT_READABLE: 'A kind that this engine reads is denied or not read yet, so absence means nothing.',
  MEMBERS_MISSING: 'Fewer pods are ready than the spec wants.',
  MEMBERS_SURPLUS: 'There are more pods than the spec wants.',
  MEMBER_STUCK: 'A container of a pod cannot start, e.g. it crashes again and again.',
  MEMBER_NOT_READY: 'A pod runs but is not ready.',
  MEMBER_PENDING: 'A pod has not started yet, or cannot be scheduled.',
  MEMBER_FAILED: 'A pod has failed.',
  MEMBER_TERMINATING: 'A pod is being deleted.',
  MEMBER_PHASE_UNKNOWN: 'The phase of a pod is missing or unknown.',
  CLAIM_PENDING: 'A claim has no volume yet.',
  CLAIM_LOST: 'The volume of a claim is gone.',
  CLAIM_MISSING: 'A pod names a claim that does not exist.',
  CLAIM_PHASE_UNKNOWN: 'The phase of a claim is missing or unknown.',
  CLAIM_RESIZING: 'A volume is being expanded.',
  CLAIM_RESIZE_FAILED: 'The expansion of a volume failed.',
  CLAIM_TERMINATING: 'A claim is being deleted while the element uses it.',
});
