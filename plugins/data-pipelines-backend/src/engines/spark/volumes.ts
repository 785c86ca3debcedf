import type { SizeOwner } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ElementVolume, InventoryReader, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { referenceTo } from '../shared/finding';
import { claimsOf } from '../shared/members';
import { fieldsAt, listAt, textAt } from '../shared/reading';
import { podsOf } from './application';

const VOLUME_OPTION = /^spark\.kubernetes\.(driver|executor)\.volumes\.persistentVolumeClaim\.(.+)\.options\.claimName$/;

interface NamedClaim {
  role: 'driver' | 'executor';
  volume: string;
  claimName: string;
}

function confClaims(application: KubernetesObject): readonly NamedClaim[] {
  return Object.entries(fieldsAt(application, 'spec.sparkConf')).flatMap(([key, value]) => {
    const match = VOLUME_OPTION.exec(key);
    if (!match || typeof value !== 'string') return [];
    return [{ role: match[1] === 'driver' ? 'driver' : 'executor', volume: match[2], claimName: value }];
  });
}

/** Claims that a person made and the application only names; they outlive it. */
export function ownClaims(application: KubernetesObject): readonly string[] {
  const listed = listAt(application, 'spec.volumes').flatMap(volume => textAt(volume, 'persistentVolumeClaim.claimName') ?? []);
  const named = confClaims(application).map(claim => claim.claimName).filter(name => name !== 'OnDemand');
  return [...new Set([...listed, ...named])];
}

function sizeOwnerOf(application: KubernetesObject, claim: string, role: 'driver' | 'executor', cluster: string): SizeOwner {
  const onDemand = confClaims(application).find(entry => entry.role === role && entry.claimName === 'OnDemand');
  if (ownClaims(application).includes(claim) || onDemand === undefined) {
    return {
      object: { cluster, apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: application.metadata.namespace ?? '', name: claim },
      field: 'spec.resources.requests.storage',
      sentence: `PersistentVolumeClaim ${claim} itself: no operator owns its size, so change it there and in the manifest it comes from.`,
    };
  }
  const field = `spec.sparkConf["spark.kubernetes.${role}.volumes.persistentVolumeClaim.${onDemand.volume}.options.sizeLimit"]`;
  return {
    object: referenceTo(cluster, application),
    field,
    sentence: `SparkApplication ${application.metadata.name}, ${field}: a new size holds from the next run on.`,
  };
}

/** Claims of the running pods, then the named ones that no pod mounts now. */
export function volumesOf(application: KubernetesObject, inventory: InventoryReader): ElementVolume[] {
  const own = ownClaims(application);
  const common = (claim: string, role: 'driver' | 'executor') => ({
    namespace: application.metadata.namespace ?? '',
    claim,
    role: own.includes(claim) ? 'checkpoint' : 'shuffle',
    sizeOwner: sizeOwnerOf(application, claim, role, inventory.cluster),
    engineReplication: own.includes(claim) ? 'no copies by Spark' : 'no copies by Spark, made again by a new run',
  });
  const mounted = (['driver', 'executor'] as const).flatMap(role =>
    podsOf(application, role, inventory).flatMap(pod => claimsOf(pod).map(claim => ({ ...common(claim, role), member: pod.metadata.name }))),
  );
  const first = mounted.filter((volume, index) => mounted.findIndex(other => other.claim === volume.claim) === index);
  const seen = new Set(first.map(volume => volume.claim));
  return [...first, ...own.filter(claim => !seen.has(claim)).map(claim => common(claim, 'driver'))];
}
