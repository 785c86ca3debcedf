import { Condition } from '../../client';
import {
  ATTRIBUTES_CLASSES,
  CLAIMS,
  PersistentVolumeClaim,
  VOLUMES,
} from '../kinds/core';
import { Effect, patch, patchStatus, say } from '../engine/effects';
import { noneAsNull, withConditions } from '../engine/conditions';
import { Stage, Table, View } from '../engine/table';
import { DRIVER, driverCall } from './driver';

/*
 * Plays external-resizer 2 when the attributes class of a bound claim changes.
 * Not emulated: the slow second attempt after a refusal (five minutes in
 * reality), a driver whose answer is not known.
 */

const RESIZER = `external-resizer ${DRIVER}`;

type Claim = PersistentVolumeClaim;

const wantedOf = ({ spec }: Claim) => spec.volumeAttributesClassName ?? '';
const targetOf = ({ status }: Claim) =>
  status?.modifyVolumeStatus?.targetVolumeAttributesClassName;
const stateOf = ({ status }: Claim) => status?.modifyVolumeStatus?.status;

/** A bound claim of the driver that names a class and has not settled on it. */
function isAskedFor(claim: Claim, view: View): boolean {
  const current = claim.status?.currentVolumeAttributesClassName ?? '';
  const volume = view.get(VOLUMES, undefined, claim.spec.volumeName ?? '');
  return (
    claim.status?.phase === 'Bound' &&
    volume?.spec.csi?.driver === DRIVER &&
    wantedOf(claim) !== '' &&
    (stateOf(claim) !== undefined || wantedOf(claim) !== current)
  );
}

const classExists = (claim: Claim, view: View) =>
  view.get(ATTRIBUTES_CLASSES, undefined, wantedOf(claim)) !== undefined;

/** Asked of the driver: the class that is wanted now is the one being tried. */
const isAsked = (claim: Claim, view: View) =>
  isAskedFor(claim, view) &&
  classExists(claim, view) &&
  targetOf(claim) === wantedOf(claim) &&
  ['InProgress', 'Infeasible'].includes(stateOf(claim) ?? '');

const others = (claim: Claim) =>
  (claim.status?.conditions ?? []).filter(
    ({ type }) => !['ModifyingVolume', 'ModifyVolumeError'].includes(type),
  );

function start(claim: Claim, now: Date): Effect[] {
  const target = wantedOf(claim);
  return [
    patchStatus(CLAIMS, claim, {
      modifyVolumeStatus: {
        targetVolumeAttributesClassName: target,
        status: 'InProgress',
      },
      conditions: withConditions(
        others(claim),
        [
          {
            type: 'ModifyingVolume',
            status: 'True',
            message: `Modifying volume to "${target}" is in progress.`,
          },
        ],
        now,
      ),
    }),
    say(
      claim,
      RESIZER,
      'Normal',
      'VolumeModify',
      `external resizer is modifying volume ${claim.metadata.name} with vac ${target}`,
    ),
  ];
}

function finish(claim: Claim, view: View): Effect[] {
  const target = targetOf(claim);
  const volume = view.get(VOLUMES, undefined, claim.spec.volumeName ?? '');
  return [
    ...(volume
      ? [
          patch(VOLUMES, volume, {
            spec: { volumeAttributesClassName: target },
          }),
        ]
      : []),
    patchStatus(CLAIMS, claim, {
      currentVolumeAttributesClassName: target,
      modifyVolumeStatus: null,
      conditions: noneAsNull(others(claim)),
    }),
    say(
      claim,
      RESIZER,
      'Normal',
      'VolumeModifySuccessful',
      `external resizer modified volume ${claim.metadata.name} with vac ${target} successfully`,
    ),
  ];
}

function wrong(
  claim: Claim,
  error: string,
  status: 'InProgress' | 'Infeasible',
  now: Date,
): Effect[] {
  const conditions: Condition[] = [
    {
      type: 'ModifyingVolume',
      status: 'True',
      message: `Modifying volume to "${targetOf(
        claim,
      )}" failed. Waiting for retry.`,
    },
    {
      type: 'ModifyVolumeError',
      status: 'True',
      reason: status === 'Infeasible' ? 'InvalidArgument' : 'Internal',
      message: error.replace(/^.*desc = /, ''),
    },
  ];
  return [
    patchStatus(CLAIMS, claim, {
      modifyVolumeStatus: { status },
      conditions: withConditions(claim.status?.conditions, conditions, now),
    }),
    say(claim, RESIZER, 'Warning', 'VolumeModifyFailed', error),
  ];
}

const stages: Stage<Claim>[] = [
  {
    name: 'no such class',
    delay: { ms: 300 },
    when: (claim, view) =>
      isAskedFor(claim, view) &&
      !classExists(claim, view) &&
      stateOf(claim) !== 'Pending',
    effects: claim => [
      patchStatus(CLAIMS, claim, { modifyVolumeStatus: { status: 'Pending' } }),
      say(
        claim,
        RESIZER,
        'Warning',
        'VolumeModifyFailed',
        `VAC "${wantedOf(claim)}" does not exist.`,
      ),
    ],
  },
  {
    name: 'modify: start',
    delay: { ms: 200 },
    when: (claim, view) =>
      isAskedFor(claim, view) &&
      classExists(claim, view) &&
      !isAsked(claim, view),
    effects: (claim, _view, now) => start(claim, now),
  },
  ...driverCall<Claim>({
    name: 'modify the volume',
    operation: 'modify',
    delay: { ms: 2_000, jitterMs: 1_000 },
    when: isAsked,
    effects: finish,
    failed: (claim, error, _view, now) =>
      wrong(claim, error, 'InProgress', now),
    refused: (claim, error, _view, now) =>
      wrong(claim, error, 'Infeasible', now),
    wasRefused: claim => stateOf(claim) === 'Infeasible',
  }),
];

/** Claims: their volume's attributes. */
export const attributesTable: Table<Claim> = {
  name: 'attributes',
  subject: CLAIMS,
  watches: [ATTRIBUTES_CLASSES, VOLUMES],
  stages,
};
