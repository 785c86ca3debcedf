import { quantityOrUndefined } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KubernetesObject, Observation, ObservedItem, ObserveInput, Observer } from '@penstock/backstage-plugin-data-pipelines-node';
import { conditionsOf } from '../../../engines/shared/conditions';
import { fieldsAt, textAt } from '../../../engines/shared/reading';
import { textMap } from './params';
import { nameList, seenByName } from './seenObjects';
import { listed } from './volumeProgress';

/** `status.allocatedResourceStatuses.storage`, by the word of Kubernetes 1.34. */
const DEVICE_GROWS = new Set(['ControllerResizeInProgress']);
const DEVICE_GROWN = new Set(['NodeResizePending', 'NodeResizeInProgress']);
const INFEASIBLE = new Set(['ControllerResizeInfeasible', 'NodeResizeInfeasible']);
const RETRIED = new Set(['ControllerResizeError', 'NodeResizeError']);
const STEPS_PER_CLAIM = 2;

type Failed = Extract<Observation, { state: 'failed' }>;

/** How far one claim is. */
type Growth =
  | { at: 'grown' }
  | { at: 'asked-less' | 'device' | 'file-system' | 'mounted' | 'pod'; trouble?: string }
  | { at: 'absent' }
  | { at: 'replaced' }
  | { at: 'infeasible'; word: string; message?: string }
  | { at: 'strange'; word: string };

function podRuns(input: ObserveInput, claim: string): boolean | undefined {
  const pods = input.seen.filter(({ watched }) => watched.kind === 'Pod').flatMap(({ objects }) => objects);
  const watchesPods = input.seen.some(({ watched }) => watched.kind === 'Pod');
  if (!watchesPods) return undefined;
  return pods.some(pod => textAt(pod, 'status.phase') === 'Running' && mounts(pod, claim));
}

function mounts(pod: KubernetesObject, claim: string): boolean {
  const spec = fieldsAt(pod, 'spec');
  const volumes = Array.isArray(spec.volumes) ? spec.volumes : [];
  return volumes.some(volume => textAt(volume, 'persistentVolumeClaim.claimName') === claim);
}

function messageOf(claim: KubernetesObject): string | undefined {
  return conditionsOf(claim).find(({ type, status, message }) => (RETRIED.has(type) || type === 'Resizing') && status === 'True' && message !== undefined)?.message;
}

function growthOf(claim: KubernetesObject | undefined, uid: string, bytes: number, runs: boolean | undefined): Growth {
  if (claim === undefined) return { at: 'absent' };
  if (claim.metadata.uid !== uid) return { at: 'replaced' };
  const capacity = quantityOrUndefined(fieldsAt(claim, 'status.capacity').storage) ?? 0;
  const asked = quantityOrUndefined(fieldsAt(claim, 'spec.resources.requests').storage) ?? 0;
  const tried = quantityOrUndefined(fieldsAt(claim, 'status.allocatedResources').storage);
  const word = textAt(fieldsAt(claim, 'status.allocatedResourceStatuses'), 'storage');
  const pending = conditionsOf(claim).some(({ type, status }) => type === 'FileSystemResizePending' && status === 'True');
  if (asked < bytes) return { at: 'asked-less' };
  if (word !== undefined && INFEASIBLE.has(word)) {
    // What was found infeasible may be an older, larger request; the controller tries the present one next.
    return tried === undefined || tried === asked ? { at: 'infeasible', word, ...optional(messageOf(claim)) } : { at: 'device' };
  }
  if (word !== undefined && !DEVICE_GROWS.has(word) && !DEVICE_GROWN.has(word)) return { at: 'strange', word };
  if (capacity >= bytes && word === undefined && !pending) return { at: 'grown' };
  const trouble = conditionsOf(claim).find(({ type, status }) => RETRIED.has(type) && status === 'True');
  const told = trouble === undefined ? {} : { trouble: `${claim.metadata.name}: ${trouble.type}${trouble.message === undefined ? '' : `: ${trouble.message}`}` };
  if (word === 'NodeResizeInProgress') return { at: 'file-system', ...told };
  if (word === 'NodeResizePending' || pending) return { at: runs === true ? 'mounted' : 'pod', ...told };
  return { at: 'device', ...told };
}

function optional(message: string | undefined): { message?: string } {
  return message === undefined ? {} : { message };
}

const ITEM_STATE: Readonly<Record<Growth['at'], ObservedItem['state']>> = {
  grown: 'done',
  'asked-less': 'waiting',
  device: 'growing-device',
  'file-system': 'growing-filesystem',
  mounted: 'waiting-for-node',
  pod: 'waiting-for-restart',
  absent: 'waiting',
  replaced: 'failed',
  infeasible: 'failed',
  strange: 'unknown',
};

function itemOf(name: string, growth: Growth, before: string | undefined, toBytes: number): ObservedItem {
  const fromBytes = quantityOrUndefined(before);
  const detail = detailOf(growth);
  return { name, state: ITEM_STATE[growth.at], ...(fromBytes === undefined ? {} : { fromBytes }), toBytes, ...(detail === undefined ? {} : { detail }) };
}

function detailOf(growth: Growth): string | undefined {
  if (growth.at === 'infeasible') return growth.message ?? growth.word;
  if (growth.at === 'absent') return 'The claim is not there';
  if (growth.at === 'replaced') return 'Another claim has its name';
  return 'trouble' in growth ? growth.trouble : undefined;
}

/** Words of the API server, handed on by the operator that was refused. */
function quotaRefusal(input: ObserveInput): string | undefined {
  return input.seen
    .flatMap(({ objects }) => objects)
    .flatMap(conditionsOf)
    .find(({ message }) => message?.includes('exceeded quota') === true)?.message;
}

function stepsDone({ at }: Growth): number {
  if (at === 'grown') return STEPS_PER_CLAIM;
  return at === 'file-system' || at === 'mounted' || at === 'pod' ? 1 : 0;
}

function waitsFor(by: (at: Growth['at']) => readonly string[], operator: string, size: string): string {
  const sentences: [Growth['at'], (names: string) => string][] = [
    ['absent', names => `Claim ${names} is not there; waiting for it to come back`],
    ['asked-less', names => `${operator} has not yet asked for ${size} on ${names}`],
    ['device', names => `The driver grows the device of ${names}`],
    ['pod', names => `Waiting for pod restart: the file system of ${names} grows once a pod mounts it`],
    // Kubernetes says the same of both: a node that will do it soon, and a driver that does it for a new mount only
    ['mounted', names => `The node is to grow the file system of ${names}. Where the driver cannot do that while it is mounted: Waiting for pod restart`],
    ['file-system', names => `The node grows the file system of ${names}`],
  ];
  return sentences.flatMap(([at, say]) => (by(at).length === 0 ? [] : [say(nameList(by(at)))])).join('. ');
}

/**
 * Whether claims have at least the size asked for, device and file system. The
 * claims are read, never the operator's resource, which may say Ready before.
 * Errors that Kubernetes tries again are waited for until the deadline; what it
 * calls infeasible is final.
 *
 * `params`: `uids` by claim name, `size` as a quantity, `operator` who asks the claims;
 * `before`, sizes by claim name as the plan saw them, for people.
 */
export const grown: Observer = input => {
  const uids = textMap(input.params.uids);
  const size = textAt(input.params, 'size') ?? '';
  const bytes = quantityOrUndefined(size);
  const operator = textAt(input.params, 'operator') ?? 'The operator';
  const names = Object.keys(uids);
  if (bytes === undefined || names.length === 0) return { state: 'unknown', reason: 'The step does not say which claims grow to which size' };
  const growths = names.map(name => ({
    name,
    growth: growthOf(seenByName(input, 'PersistentVolumeClaim', name), uids[name], bytes, podRuns(input, name)),
  }));
  const before = textMap(input.params.before);
  const progress = {
    source: 'derived' as const,
    done: growths.reduce((sum, { growth }) => sum + stepsDone(growth), 0),
    total: names.length * STEPS_PER_CLAIM,
    unit: 'steps' as const,
    ...listed(growths.map(({ name, growth }) => itemOf(name, growth, before[name], bytes))),
  };
  const final = failure(growths, size) ?? refusal(growths, input, operator);
  if (final !== undefined) return { ...final, progress };
  const strange = growths.find(({ growth }) => growth.at === 'strange');
  if (strange?.growth.at === 'strange') return { state: 'unknown', reason: `Claim ${strange.name} reports "${strange.growth.word}", a word that is not known` };
  if (growths.every(({ growth }) => growth.at === 'grown')) {
    return { state: 'done', found: `${names.length === 1 ? `${names[0]} has` : `${names.length} volumes have`} ${size}`, facts: { size, claims: names }, progress };
  }
  const by = (at: Growth['at']) => growths.filter(({ growth }) => growth.at === at).map(({ name }) => name);
  const evidence = growths.flatMap(({ growth }) => ('trouble' in growth && growth.trouble !== undefined ? [growth.trouble] : []));
  return {
    state: 'waiting',
    waitsFor: waitsFor(by, operator, size),
    progress,
    ...(evidence.length === 0 ? {} : { evidence }),
  };
};

function failure(growths: readonly { name: string; growth: Growth }[], size: string): Failed | undefined {
  const replaced = growths.filter(({ growth }) => growth.at === 'replaced').map(({ name }) => name);
  if (replaced.length > 0) {
    return {
      state: 'failed',
      code: 'VOLUME_REPLACED',
      cause: `Claim ${nameList(replaced)} is another one than the plan saw: somebody deleted it and made a new one`,
      remedy: 'Look at the element first, then draw a new plan.',
    };
  }
  for (const { name, growth } of growths) {
    if (growth.at !== 'infeasible') continue;
    return {
      state: 'failed',
      code: 'GROWTH_INFEASIBLE',
      cause: `The storage cannot grow ${name} to ${size} (${growth.word})${growth.message === undefined ? '' : `: ${growth.message}`}`,
      remedy: 'Ask for a smaller size or give the storage more room, then start again. Kubernetes does not try this size again by itself.',
      ...(growth.message === undefined ? {} : { evidence: [growth.message] }),
    };
  }
  return undefined;
}

function refusal(growths: readonly { name: string; growth: Growth }[], input: ObserveInput, operator: string): Failed | undefined {
  if (!growths.some(({ growth }) => growth.at === 'asked-less')) return undefined;
  const message = quotaRefusal(input);
  if (message === undefined) return undefined;
  return {
    state: 'failed',
    code: 'QUOTA_EXCEEDED',
    cause: `${operator} was refused the larger size by a quota of the namespace: ${message}`,
    remedy: 'Raise the ResourceQuota or free storage in the namespace; the operator tries again by itself.',
    evidence: [message],
  };
}
