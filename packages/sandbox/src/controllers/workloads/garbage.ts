import { KubernetesObject, OwnerReference, Resource } from '../../client';
import { patch, remove } from '../engine/effects';
import { Table, View } from '../engine/table';

/*
 * Stands in for the garbage collector where none runs: a child goes when all
 * its owners are gone; references to owners that are gone are dropped while
 * another remains. Not emulated: foreground deletion, owners of kinds that the
 * sandbox does not watch (they count as present).
 */

/** Builds the table for one kind of children; `owners` are the kinds that can own. */
export function garbageTable(
  subject: Resource,
  owners: Resource[],
): Table<KubernetesObject> {
  return {
    name: `garbage of ${subject.plural}`,
    subject,
    watches: owners,
    stages: [
      {
        name: 'delete with its owners',
        delay: { ms: 500, jitterMs: 500 },
        when: (child, view) =>
          !child.metadata.deletionTimestamp &&
          references(child).length > 0 &&
          references(child).every(owner => isGone(child, owner, owners, view)),
        effects: child => [remove(subject, child)],
      },
      {
        name: 'forget owners that are gone',
        delay: { ms: 80 },
        when: (child, view) =>
          !child.metadata.deletionTimestamp &&
          references(child).some(owner => isGone(child, owner, owners, view)),
        effects: (child, view) => [
          patch(subject, child, {
            metadata: {
              ownerReferences: references(child).filter(
                owner => !isGone(child, owner, owners, view),
              ),
            },
          }),
        ],
      },
    ],
  };
}

function references(child: KubernetesObject): OwnerReference[] {
  return child.metadata.ownerReferences ?? [];
}

function isGone(
  child: KubernetesObject,
  owner: OwnerReference,
  owners: Resource[],
  view: View,
): boolean {
  const [, group = ''] = owner.apiVersion.split('/').reverse();
  const resource = owners.find(
    candidate => candidate.kind === owner.kind && candidate.group === group,
  );
  if (!resource) {
    return false;
  }
  const found = view.get(
    resource,
    resource.namespaced ? child.metadata.namespace : undefined,
    owner.name,
  );
  return found === undefined || found.metadata.uid !== owner.uid;
}
