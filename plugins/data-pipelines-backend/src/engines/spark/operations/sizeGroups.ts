import type { PlannedElement, SizeGroup } from '@penstock/backstage-plugin-data-pipelines-node';
import { keyOf } from '../../shared/objectKeys';
import { plainClaimGroup } from '../../shared/plainClaim';
import { ENGINE_CHECKS, objected } from '../../shared/preflightCodes';
import { fieldsAt, textAt } from '../../shared/reading';

/** The key of `spec.sparkConf` that a field such as `spec.sparkConf["a.b"]` names. */
function confKeyOf(field: string): string | undefined {
  return /^spec\.sparkConf\["(.+)"\]$/.exec(field)?.[1];
}

/** Volumes that a run makes for itself: a new size holds for the next run, and the old ones go with the pods. */
function shuffleGroup({ root, inventory, description }: PlannedElement, field: string): SizeGroup {
  const conf = confKeyOf(field) ?? field;
  return {
    title: 'shuffle volumes',
    claims: description.volumes
      .filter(volume => volume.sizeOwner.field === field)
      .map(volume => volume.claim)
      .sort(),
    owner: keyOf(inventory, root),
    ownerUid: root.metadata.uid,
    operator: 'Spark operator',
    path: ['spec', 'sparkConf', conf],
    size: textAt({ size: fieldsAt(root, 'spec.sparkConf')[conf] }, 'size'),
    checks: [
      objected(ENGINE_CHECKS.SIZE_STATED, 'block', {
        sentence: 'Shuffle volumes belong to one run and do not grow; a new size holds from the next run on.',
        remedy: `Set ${field} in the source of ${root.kind} ${root.metadata.name}; the operator then restarts it.`,
        object: keyOf(inventory, root),
      }),
    ],
    note: 'Made again by each run.',
    restarts: 0,
  };
}

/** Each checkpoint claim owns its size; shuffle volumes are told, and not grown. */
export function sparkSizeGroups(element: PlannedElement): readonly SizeGroup[] {
  const own = element.description.volumes.filter(({ sizeOwner }) => sizeOwner.object.kind === 'PersistentVolumeClaim').map(({ claim }) => claim);
  const shuffle = element.description.volumes.filter(({ sizeOwner }) => sizeOwner.object.kind !== 'PersistentVolumeClaim').map(({ sizeOwner }) => sizeOwner.field);
  return [...[...new Set(own)].sort().flatMap(claim => plainClaimGroup(element, claim) ?? []), ...[...new Set(shuffle)].sort().map(field => shuffleGroup(element, field))];
}
