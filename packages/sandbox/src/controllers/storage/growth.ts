import { Condition } from '../../client';
import {
  CLAIMS,
  PersistentVolumeClaim,
  Pod,
  PODS,
  VOLUMES,
} from '../kinds/core';
import { Effect, patch, patchStatus, say } from '../engine/effects';
import { statusOf, noneAsNull, withConditions } from '../engine/conditions';
import { Stage, View } from '../engine/table';
import { claimsOf } from '../pods/placement';
import { bytesOf } from '../../quantity';
import { DRIVER, driverCall } from './driver';
import { classOf } from './provisioning';

/*
 * Plays external-resizer 2 and the kubelet's part of growth, with recovery
 * from failed growth: the driver's half, then the file system's on the node
 * where a pod mounts the volume.
 */

const RESIZER = `external-resizer ${DRIVER}`;
const KUBELET = 'kubelet';
/** A class with this parameter set to `offline` grows a file system only when a pod mounts the volume anew. */
export const EXPANSION_PARAMETER = 'expansion';
/** Uids of the pods that had the volume mounted when the driver had grown it. */
const MOUNTED_BEFORE = `${DRIVER}/mounted-before-growth`;
const OUR_CONDITIONS = [
  'Resizing',
  'FileSystemResizePending',
  'ControllerResizeError',
  'NodeResizeError',
];

type Claim = PersistentVolumeClaim;

const stateOf = ({ status }: Claim) =>
  status?.allocatedResourceStatuses?.storage;
const allocatedOf = ({ status }: Claim) => status?.allocatedResources?.storage;
const requestOf = ({ spec }: Claim) => spec.resources.requests.storage;
const isBound = ({ status }: Claim) => status?.phase === 'Bound';
const isAskedFor = (claim: Claim) =>
  isBound(claim) &&
  bytesOf(requestOf(claim)) > bytesOf(claim.status?.capacity?.storage);
const has = (claim: Claim, type: string) =>
  statusOf(claim.status?.conditions, type) === 'True';

/** With `keep` the conditions of growth stay beside the wanted ones, else they are replaced; those of others stay. */
function conditions(
  claim: Claim,
  wanted: Condition[],
  keep: boolean,
  now: Date,
): Condition[] {
  const known = claim.status?.conditions ?? [];
  const staying = known.filter(
    ({ type }) =>
      keep ||
      !OUR_CONDITIONS.includes(type) ||
      wanted.some(condition => condition.type === type),
  );
  return withConditions(staying, wanted, now);
}

/** Size that is being tried: an attempt whose end is not known goes on although the request changed. */
function targetOf(claim: Claim): string {
  const attempt =
    stateOf(claim) === 'ControllerResizeInProgress' &&
    !has(claim, 'ControllerResizeError')
      ? allocatedOf(claim)
      : undefined;
  return attempt ?? requestOf(claim);
}

function runningPods(claim: Claim, view: View): Pod[] {
  return view
    .list(PODS, claim.metadata.namespace)
    .filter(
      pod =>
        pod.status?.phase === 'Running' &&
        claimsOf(pod).includes(claim.metadata.name),
    );
}

const uidsOf = (pods: Pod[]) =>
  pods.map(({ metadata }) => metadata.uid ?? '').sort();

/** A pod has the volume in a way that lets its file system grow. */
function isMounted(claim: Claim, view: View): boolean {
  const offline =
    classOf(claim, view)?.parameters?.[EXPANSION_PARAMETER] === 'offline';
  const before = offline
    ? (claim.metadata.annotations?.[MOUNTED_BEFORE] ?? '').split(',')
    : [];
  return uidsOf(runningPods(claim, view)).some(uid => !before.includes(uid));
}

function start(claim: Claim, now: Date): Effect[] {
  return [
    patchStatus(CLAIMS, claim, {
      allocatedResourceStatuses: { storage: 'ControllerResizeInProgress' },
      allocatedResources: { storage: requestOf(claim) },
      conditions: conditions(
        claim,
        [{ type: 'Resizing', status: 'True' }],
        false,
        now,
      ),
    }),
    say(
      claim,
      RESIZER,
      'Normal',
      'Resizing',
      `External resizer is resizing volume ${claim.spec.volumeName}`,
    ),
  ];
}

function growVolume(claim: Claim, view: View, now: Date): Effect[] {
  const storage = targetOf(claim);
  const volume = view.get(VOLUMES, undefined, claim.spec.volumeName ?? '');
  const pending: Condition = {
    type: 'FileSystemResizePending',
    status: 'True',
    message:
      'Waiting for user to (re-)start a pod to finish file system resize of volume on node.',
  };
  const offline =
    classOf(claim, view)?.parameters?.[EXPANSION_PARAMETER] === 'offline';
  return [
    ...(volume
      ? [patch(VOLUMES, volume, { spec: { capacity: { storage } } })]
      : []),
    ...(offline
      ? [
          patch(CLAIMS, claim, {
            metadata: {
              annotations: {
                [MOUNTED_BEFORE]: uidsOf(runningPods(claim, view)).join(),
              },
            },
          }),
        ]
      : []),
    patchStatus(CLAIMS, claim, {
      allocatedResourceStatuses: { storage: 'NodeResizePending' },
      allocatedResources: { storage },
      conditions: conditions(claim, [pending], true, now),
    }),
    say(
      claim,
      RESIZER,
      'Normal',
      'FileSystemResizeRequired',
      'Require file system resize of volume on node',
    ),
  ];
}

function growFileSystem(claim: Claim, view: View, now: Date): Effect[] {
  const volume = view.get(VOLUMES, undefined, claim.spec.volumeName ?? '');
  return [
    ...(claim.metadata.annotations?.[MOUNTED_BEFORE] === undefined
      ? []
      : [
          patch(CLAIMS, claim, {
            metadata: { annotations: { [MOUNTED_BEFORE]: null } },
          }),
        ]),
    patchStatus(CLAIMS, claim, {
      capacity: {
        storage:
          volume?.spec.capacity.storage ??
          allocatedOf(claim) ??
          requestOf(claim),
      },
      allocatedResourceStatuses: null,
      conditions: noneAsNull(conditions(claim, [], false, now)),
    }),
    say(
      claim,
      KUBELET,
      'Normal',
      'FileSystemResizeSuccessful',
      'MountVolume.NodeExpandVolume succeeded for volume',
    ),
  ];
}

function wrong(
  claim: Claim,
  at: 'Controller' | 'Node',
  error: string,
  state: string | undefined,
  now: Date,
): Effect[] {
  const by = at === 'Controller' ? RESIZER : KUBELET;
  return [
    patchStatus(CLAIMS, claim, {
      ...(state ? { allocatedResourceStatuses: { storage: state } } : {}),
      conditions: conditions(
        claim,
        [
          {
            type: `${at}ResizeError`,
            status: 'True',
            message: `failed to expand pvc with ${error}`,
          },
        ],
        true,
        now,
      ),
    }),
    say(
      claim,
      by,
      'Warning',
      'VolumeResizeFailed',
      `resize volume "${claim.spec.volumeName}" by resizer "${DRIVER}" failed: ${error}`,
    ),
  ];
}

/** Whether an order means this half, and this size. */
function isMeant(half: 'controller' | 'node') {
  return (
    order: { at?: 'controller' | 'node'; above?: string },
    claim: Claim,
  ): boolean =>
    (order.at ?? 'controller') === half &&
    (order.above === undefined ||
      bytesOf(targetOf(claim)) > bytesOf(order.above));
}

/** Growth of a bound claim. */
export const growthStages: Stage<Claim>[] = [
  {
    name: 'grow: start',
    delay: { ms: 100 },
    when: (claim, view) =>
      isAskedFor(claim) &&
      classOf(claim, view)?.allowVolumeExpansion === true &&
      (stateOf(claim) === undefined ||
        (stateOf(claim) === 'ControllerResizeInfeasible' &&
          bytesOf(allocatedOf(claim)) !== bytesOf(requestOf(claim)))),
    effects: (claim, _view, now) => start(claim, now),
  },
  ...driverCall<Claim>({
    name: 'grow: the volume',
    operation: 'expand',
    delay: { ms: 2_000, jitterMs: 1_000 },
    when: claim =>
      isAskedFor(claim) &&
      ['ControllerResizeInProgress', 'ControllerResizeInfeasible'].includes(
        stateOf(claim) ?? '',
      ),
    effects: growVolume,
    failed: (claim, error, _view, now) =>
      wrong(claim, 'Controller', error, undefined, now),
    refused: (claim, error, _view, now) =>
      wrong(claim, 'Controller', error, 'ControllerResizeInfeasible', now),
    wasRefused: claim => stateOf(claim) === 'ControllerResizeInfeasible',
    meant: isMeant('controller'),
  }),
  ...driverCall<Claim>({
    name: 'grow: the file system',
    operation: 'expand',
    delay: { ms: 8_000, jitterMs: 4_000 },
    when: (claim, view) =>
      isBound(claim) &&
      [
        'NodeResizePending',
        'NodeResizeInProgress',
        'NodeResizeInfeasible',
      ].includes(stateOf(claim) ?? '') &&
      isMounted(claim, view),
    effects: growFileSystem,
    failed: (claim, error, _view, now) =>
      wrong(claim, 'Node', error, 'NodeResizeInProgress', now),
    refused: (claim, error, _view, now) =>
      wrong(claim, 'Node', error, 'NodeResizeInfeasible', now),
    wasRefused: claim => stateOf(claim) === 'NodeResizeInfeasible',
    meant: isMeant('node'),
  }),
];
