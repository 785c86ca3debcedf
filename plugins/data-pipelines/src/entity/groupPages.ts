import type { Volume } from '@penstock/backstage-plugin-data-pipelines-common';
import type { VolumeGroup } from './volumeGroups';

/** How many volumes a page of the table holds. */
export const VOLUMES_PER_PAGE = 50;

/** A group with those of its volumes that are on a page; its sum is that of all. */
export interface ShownGroup extends VolumeGroup {
  shown: readonly Volume[];
}

/** How many pages the volumes of these groups fill. */
export function pagesOf(groups: readonly VolumeGroup[], perPage: number = VOLUMES_PER_PAGE): number {
  const count = groups.reduce((sum, { volumes }) => sum + volumes.length, 0);
  return Math.max(1, Math.ceil(count / perPage));
}

/** The groups that have volumes on a page (from 0), with those volumes. */
export function groupsOnPage(groups: readonly VolumeGroup[], page: number, perPage: number = VOLUMES_PER_PAGE): ShownGroup[] {
  let before = 0;
  return groups.flatMap(group => {
    const from = Math.max(0, page * perPage - before);
    const to = Math.max(0, (page + 1) * perPage - before);
    before += group.volumes.length;
    const shown = group.volumes.slice(from, to);
    return shown.length > 0 ? [{ ...group, shown }] : [];
  });
}
