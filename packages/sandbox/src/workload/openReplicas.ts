import {
  catchUp,
  createPartition,
  loadReplica,
  type PartitionLog,
  type PartitionMeta,
} from './partitionFiles';

/**
 * Opens a partition from the folders of its ready replicas, or makes it where
 * none has it. Every acknowledged record is on at least `minInSync` replicas,
 * so the longest of the others' number plus one has them all; undefined while
 * fewer are ready. Damage in every copy gives undefined too: nothing is made up.
 */
export async function openReplicas(given: {
  folders: readonly string[];
  replicas: number;
  minInSync: number;
  meta: PartitionMeta;
}): Promise<PartitionLog | undefined> {
  const { folders, replicas, minInSync, meta } = given;
  if (folders.length < replicas - Math.min(minInSync, replicas) + 1)
    return undefined;
  let longest: { folder: string; log: PartitionLog } | undefined;
  let damaged = false;
  for (const folder of folders) {
    const found = await loadReplica(folder);
    damaged ||= found.damaged;
    if (found.log && (!longest || found.log.end > longest.log.end))
      longest = { folder, log: found.log };
  }
  if (!longest) {
    if (damaged) return undefined;
    const [folder] = folders;
    const log = await createPartition(folder, {
      ...meta,
      folded: [],
      foldedSequences: [],
    });
    longest = { folder, log };
  }
  for (const folder of folders) {
    if (folder !== longest.folder) await catchUp(longest.folder, folder, true);
  }
  return longest.log;
}
