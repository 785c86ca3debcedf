import { join } from 'node:path';
import { isOfElasticsearch, isOfKafka } from '../claimOwners';
import { groupOf } from '../flows';
import { inNamespace, type WorkloadObjects } from '../objects';
import { readWorlds, type World } from '../world';
import type { Ledger, LedgerClaim, LedgerFlow } from './Ledger';
import { readLedger, type LedgerRequest } from './readLedger';

/** Reads the account of a namespace; the objects say only which volume is whose. */
export async function ledgerOf(
  objects: WorkloadObjects,
  request: Omit<LedgerRequest, 'claims' | 'flows'>,
): Promise<Ledger> {
  const { namespace, volumesDir } = request;
  const claims = inNamespace(objects.claims, namespace).flatMap(
    (claim): LedgerClaim[] => {
      const volume = claim.spec.volumeName;
      const kafka = inNamespace(objects.kafkas, namespace).find(one =>
        isOfKafka(claim, one.metadata.name),
      )?.metadata.name;
      const elasticsearch = inNamespace(
        objects.elasticsearches,
        namespace,
      ).find(one => isOfElasticsearch(claim, one.metadata.name))?.metadata.name;
      return volume
        ? [
            {
              name: claim.metadata.name,
              volume,
              ...(kafka === undefined ? {} : { kafka }),
              ...(elasticsearch === undefined ? {} : { elasticsearch }),
            },
          ]
        : [];
    },
  );
  const world = readWorlds(objects).find(one => one.namespace === namespace);
  return readLedger({
    ...request,
    claims,
    flows: world ? flowsOf(world, claims, volumesDir) : [],
  });
}

function flowsOf(
  world: World,
  claims: readonly LedgerClaim[],
  volumesDir: string,
): LedgerFlow[] {
  return world.spec.consumers.flatMap((flow): LedgerFlow[] => {
    const { by, to } = flow;
    if (!to || !('elasticsearch' in to)) return [];
    const spark = world.sparks.find(
      ({ name }) => by.kind === 'SparkApplication' && name === by.name,
    );
    const claim =
      by.kind === 'SparkApplication'
        ? by.checkpointClaim ?? spark?.checkpointClaim
        : undefined;
    const volume = claims.find(({ name }) => name === claim)?.volume;
    const group = groupOf(flow, spark);
    return [
      {
        kafka: flow.kafka,
        topic: flow.topic,
        group,
        ...to,
        ...(volume === undefined
          ? {}
          : {
              checkpoint: join(
                volumesDir,
                volume,
                'checkpoint',
                spark?.query ?? group.replace(/^spark-/, ''),
              ),
            }),
      },
    ];
  });
}
