import type { PointMember } from '@penstock/backstage-plugin-data-pipelines-common';
import type { DriverVolume, FoundPoint } from '@penstock/backstage-plugin-data-pipelines-node';

/**
 * The snapshot of a claim in a point. Claims of two elements, or of two
 * namespaces, may have one name; a snapshot that somebody else made names no
 * element. Pure.
 */
export function memberOf({ members }: Pick<FoundPoint, 'members'>, { element, namespace, claim }: Pick<DriverVolume, 'element' | 'namespace' | 'claim'>): PointMember | undefined {
  return members.find(member => member.volume === claim && member.object.namespace === namespace && (member.element === '' || member.element === element));
}
