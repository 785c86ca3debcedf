import type { Cluster } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Words } from '../parts/words';

/** A choice of a field; `refused` says why it cannot be chosen. */
export interface Choice {
  value: string;
  label: string;
  facts?: string;
  refused?: string;
}

/**
 * The clusters as choices: one that does not answer, or that lacks the
 * operator of the engine, stays in sight with its reason.
 */
export function clusterChoices(t: Words, clusters: readonly Cluster[], engine: string | undefined): Choice[] {
  return clusters.map(cluster => {
    const choice: Choice = {
      value: cluster.name,
      label: cluster.title,
      facts: cluster.version && t('clusters.version', { version: cluster.version }),
    };
    if (cluster.reachable.state === 'unreachable') {
      return { ...choice, refused: t('field.clusterUnreachable', { reason: cluster.reachable.reason }) };
    }
    if (!engine) return choice;
    const capability = cluster.capabilities.find(({ id }) => id === `engine:${engine}`);
    if (capability?.answer === 'yes') return choice;
    const why = [capability?.reason, capability?.remedy].filter(Boolean).join(' ') || t('field.operatorMissingShort');
    return { ...choice, refused: t('field.operatorMissing', { reason: why }) };
  });
}

/**
 * The storage classes of a cluster as choices, with what each gives in words.
 * While encryption is required, one that does not state it stays in sight and
 * cannot be chosen.
 */
export function storageClassChoices(t: Words, cluster: Cluster, options: { encryptionRequired: boolean }): Choice[] {
  const encryption = {
    yes: t('field.storageClassEncrypted'),
    no: t('field.storageClassNotEncrypted'),
    'not-stated': t('field.storageClassEncryptionNotStated'),
  };
  const refusals = {
    no: t('field.storageClassRefusedNotEncrypted'),
    'not-stated': t('field.storageClassRefusedNotStated'),
  };
  return cluster.storageClasses.map(storageClass => ({
    value: storageClass.name,
    label: storageClass.isDefault ? `${storageClass.name} (${t('field.storageClassDefault')})` : storageClass.name,
    facts: [
      storageClass.expandable ? t('field.storageClassExpandable') : t('field.storageClassFixed'),
      encryption[storageClass.encrypted.answer],
      storageClass.replication
        ? t('field.storageClassReplication', { replication: storageClass.replication })
        : t('field.storageClassReplicationNotStated'),
      t('field.storageClassProvisioner', { provisioner: storageClass.provisioner }),
    ].join(', '),
    ...(options.encryptionRequired && storageClass.encrypted.answer !== 'yes' && { refused: refusals[storageClass.encrypted.answer] }),
  }));
}
