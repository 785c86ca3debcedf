import type { JsonObject } from '@backstage/types';
import { ANNOTATION_POINT, LABEL_ELEMENT, LABEL_OPERATION, LABEL_RECOVERY_POINT } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ConcludeInput, Derivation, DeriveInput, DriverVolume, PlannedAct, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import { listAt, textAt } from '../../engines/shared/reading';
import { fittingOffsets, leftOutSentence } from './fittingOffsets';
import { gotConsistency } from './gotConsistency';
import { membersParam, pointLabels, SNAPSHOT_API_VERSION } from './cut';
import { textMap } from './observers/params';
import { concludedNote, plannedNote } from './pointNote';

const MEMBERS_SECONDS = 300;
const CONCLUDE_SECONDS = 300;
/** Key of the ConfigMap with the offsets: a list of group, topic and partitions. */
export const OFFSETS_KEY = 'offsets.json';

type WritingAct = Exclude<PlannedAct, { act: 'derive' }>;

function membersStep(volumes: readonly DriverVolume[], { names, cut }: ConcludeInput): PlannedStep {
  const [{ cluster, namespace, element }] = volumes;
  return {
    id: `members/${element}`,
    title: `See that the group holds exactly the ${volumes.length} volumes of ${element}`,
    phase: 'Finalizing',
    element,
    acts: [],
    wait: {
      observer: 'csi.ready',
      objects: [...(cut.ready.wait?.objects ?? []), { by: 'labels', cluster, apiVersion: SNAPSHOT_API_VERSION, kind: 'VolumeSnapshot', namespace, labels: {} }],
      params: { members: membersParam(volumes, names, 'group') },
    },
    deadlineSeconds: MEMBERS_SECONDS,
  };
}

/** The steps that follow a cut: in a group its members are looked at first, since the controller named them. */
export function concludeCut(volumes: readonly DriverVolume[], input: ConcludeInput): PlannedStep[] {
  if (volumes.length === 0) return [];
  const { names, notes, cut, used, downgraded, pauseStep, pauseLooks, offsetSteps } = input;
  const [{ cluster, namespace, element }] = volumes;
  const before = cut.method === 'group' ? [membersStep(volumes, input)] : [];
  const mark = { [LABEL_OPERATION]: names.operation, [LABEL_ELEMENT]: element };
  const params: JsonObject = {
    cluster,
    namespace,
    element,
    membersStep: before[0]?.id ?? cut.ready.id,
    made: cut.method !== 'group',
    planned: plannedNote(notes),
    used,
    labels: pointLabels(names, element),
    offsetSteps: [...offsetSteps],
    offsetsName: names.name('offsets', element),
    ...(downgraded === undefined ? {} : { downgraded }),
    ...(pauseStep === undefined ? {} : { pauseStep }),
    ...(pauseLooks === undefined ? {} : { pauseLooks: { ...pauseLooks } }),
    ...(notes.expiresAt === undefined ? {} : { expiresAt: notes.expiresAt }),
  };
  return [
    ...before,
    {
      id: `point/${element}`,
      title: `Save the recovery point of ${element}`,
      detail: 'All members bound and ready, with what was got and the offsets',
      phase: 'Finalizing',
      element,
      acts: [{ act: 'derive', by: 'csi.point', params }],
      wait: {
        observer: 'csi.concluded',
        objects: [
          {
            by: 'labels',
            cluster,
            apiVersion: SNAPSHOT_API_VERSION,
            kind: 'VolumeSnapshot',
            namespace,
            labels: mark,
            follow: { apiVersion: SNAPSHOT_API_VERSION, kind: 'VolumeSnapshotContent', path: ['status', 'boundVolumeSnapshotContentName'] },
          },
        ],
        params: { members: membersParam(volumes, names, cut.method), offsetSteps: [...offsetSteps] },
      },
      ...(offsetSteps.length === 0 ? {} : { undo: [{ act: 'delete', target: { cluster, apiVersion: 'v1', kind: 'ConfigMap', namespace, name: names.name('offsets', element) }, propagation: 'background' }] }),
      deadlineSeconds: CONCLUDE_SECONDS,
    },
    {
      id: `contents/${element}`,
      title: `Mark the contents of ${element}, so that they are found again`,
      phase: 'Finalizing',
      element,
      acts: [{ act: 'derive', by: 'csi.mark-contents', params: { cluster, pointStep: `point/${element}`, labels: { ...mark, [LABEL_RECOVERY_POINT]: names.operation } } }],
      deadlineSeconds: CONCLUDE_SECONDS,
    },
  ];
}

interface Member {
  snapshot: string;
  uid: string;
  cutTime: string;
}

function membersOf({ params, facts }: DeriveInput): Member[] {
  const step = textAt(params, 'membersStep') ?? '';
  const members = listAt({ members: facts[step]?.members }, 'members').map(textMap);
  if (members.length === 0) throw new Error(`step ${step} recorded no members`);
  return members.map(({ snapshot, uid, cutTime }) => ({ snapshot, uid, cutTime }));
}

function skewOf(members: readonly Member[]): number | undefined {
  const times = members.map(({ cutTime }) => Date.parse(cutTime));
  return times.every(Number.isFinite) ? Math.max(...times) - Math.min(...times) : undefined;
}

/** Labels that are put on an object that another program made. */
function labelChanges(labels: Readonly<Record<string, string>>) {
  return Object.entries(labels).map(([label, to]) => ({ path: ['metadata', 'labels', label], to }));
}

/**
 * `csi.point`: writes down at each snapshot what was got, and marks those that
 * a controller named, so that they are found again. The offsets go into a ConfigMap that goes with the last of the snapshots.
 */
export const derivePoint: Derivation = input => {
  const { params } = input;
  const cluster = textAt(params, 'cluster') ?? '';
  const namespace = textAt(params, 'namespace') ?? '';
  const labels = textMap(params.labels);
  const planned = textAt(params, 'planned') ?? '{}';
  const members = membersOf(input);
  const offsets = fittingOffsets(input);
  const offsetsName = textAt(params, 'offsetsName') ?? '';
  const skewMs = skewOf(members);
  const got = gotConsistency(input, members.map(({ cutTime }) => cutTime));
  const downgraded = [got.downgraded, leftOutSentence(offsets)].filter(sentence => sentence !== undefined).join('. ');
  const note = concludedNote(planned, {
    ...got,
    ...(downgraded === '' ? {} : { downgraded }),
    ...(skewMs === undefined ? {} : { skewMs }),
    ...(offsets.text === undefined ? {} : { offsets: offsetsName }),
    ...optionalExpiry(params),
  });
  const owners = members.map(({ snapshot, uid }) => ({ apiVersion: SNAPSHOT_API_VERSION, kind: 'VolumeSnapshot', name: snapshot, uid }));
  const record: WritingAct[] = offsets.text !== undefined
    ? [{ act: 'create', cluster, object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: offsetsName, namespace, labels: { ...labels }, ownerReferences: owners }, data: { [OFFSETS_KEY]: offsets.text } } }]
    : [];
  return [
    ...record,
    ...members.map(({ snapshot, uid }): WritingAct => ({
      act: 'patch',
      target: { cluster, apiVersion: SNAPSHOT_API_VERSION, kind: 'VolumeSnapshot', namespace, name: snapshot },
      uid,
      changes: [
        ...(params.made === true ? [] : labelChanges(labels)),
        { path: ['metadata', 'annotations', ANNOTATION_POINT], ...(params.made === true ? { from: planned } : {}), to: note },
      ],
    })),
  ];
};

function optionalExpiry(params: JsonObject): { expiresAt?: string } {
  const expiresAt = textAt(params, 'expiresAt');
  return expiresAt === undefined ? {} : { expiresAt };
}

/**
 * `csi.mark-contents`: labels the contents that the controllers made. After
 * their snapshots are gone, contents of the policy Retain are known by it.
 */
export const deriveContentMarks: Derivation = ({ params, facts }) => {
  const cluster = textAt(params, 'cluster') ?? '';
  const contents = listAt({ contents: facts[textAt(params, 'pointStep') ?? '']?.contents }, 'contents').map(textMap);
  return contents.map(({ name, uid }) => ({ act: 'patch', target: { cluster, apiVersion: SNAPSHOT_API_VERSION, kind: 'VolumeSnapshotContent', name }, uid, changes: labelChanges(textMap(params.labels)) }));
};
