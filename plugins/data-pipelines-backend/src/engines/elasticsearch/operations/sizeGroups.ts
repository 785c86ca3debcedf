import type { PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { PlannedElement, SizeGroup } from '@penstock/backstage-plugin-data-pipelines-node';
import { claimGroupChecks } from '../../shared/claimGroupChecks';
import { conditionOf } from '../../shared/conditions';
import { referenceTo } from '../../shared/finding';
import { isSpecUnobserved } from '../../shared/gates';
import { keyOf } from '../../shared/objectKeys';
import { ENGINE_CHECKS, objected, passed } from '../../shared/preflightCodes';
import { fieldsAt, numberAt, textAt } from '../../shared/reading';
import { isPaused } from '../checks';
import { ELASTICSEARCH_AUTOSCALER } from '../kinds';
import { nodeSetsOf } from '../nodeSets';
import type { NodeSet } from '../nodeSets';

function settled({ root, inventory }: PlannedElement): PreflightCheck {
  const object = referenceTo(inventory.cluster, root);
  const { name } = root.metadata;
  const phase = textAt(root, 'status.phase');
  if (isSpecUnobserved(root)) {
    return objected(ENGINE_CHECKS.OPERATOR_SETTLED, 'block', {
      sentence: `ECK has seen generation ${numberAt(root, 'status.observedGeneration')} of Elasticsearch ${name}, not yet ${root.metadata.generation}.`,
      remedy: 'Wait until the change before this one is applied.',
      object,
    });
  }
  switch (phase) {
    case 'Ready':
      return passed(ENGINE_CHECKS.OPERATOR_SETTLED, `ECK has applied the newest spec of Elasticsearch ${name}.`);
    case 'ApplyingChanges':
    case 'MigratingData':
    case 'Stalled':
    case 'Invalid': {
      const why = conditionOf(root, 'ReconciliationComplete')?.message;
      return objected(ENGINE_CHECKS.OPERATOR_SETTLED, 'block', {
        sentence: `Elasticsearch ${name} is in the phase ${phase}${why === undefined ? '' : `: ${why}`}`,
        remedy: 'Wait until the phase is Ready, or take back what ECK cannot apply.',
        object,
      });
    }
    default:
      return objected(ENGINE_CHECKS.OPERATOR_SETTLED, 'unknown', {
        sentence: phase === undefined ? `Elasticsearch ${name} reports no phase.` : `Elasticsearch ${name} is in the unknown phase "${phase}".`,
        remedy: 'Check that the operator runs and watches this namespace.',
        object,
      });
  }
}

/** Whether ECK looks after the cluster. */
export function notPaused({ root, inventory }: Pick<PlannedElement, 'root' | 'inventory'>): PreflightCheck {
  if (!isPaused({ root })) return passed(ENGINE_CHECKS.OPERATOR_NOT_PAUSED, 'ECK is not paused.');
  return objected(ENGINE_CHECKS.OPERATOR_NOT_PAUSED, 'block', {
    sentence: `ECK is told to leave Elasticsearch ${root.metadata.name} alone.`,
    remedy: 'Remove the annotation eck.k8s.elastic.co/pause-orchestration or eck.k8s.elastic.co/managed; nothing is applied while it is there.',
    object: referenceTo(inventory.cluster, root),
  });
}

function notRolling({ root, inventory }: PlannedElement): PreflightCheck {
  const operations = fieldsAt(root, 'status.inProgressOperations');
  const busy = ['upscale', 'downscale', 'upgrade'].find(kind => {
    const nodes = fieldsAt(operations, kind).nodes;
    return Array.isArray(nodes) && nodes.length > 0;
  });
  if (busy === undefined) return passed(ENGINE_CHECKS.NO_ROLLING_UPDATE, 'No nodes come, go or restart.');
  return objected(ENGINE_CHECKS.NO_ROLLING_UPDATE, 'block', {
    sentence: `ECK is in the middle of an ${busy} of nodes.`,
    remedy: 'Wait until it is through.',
    object: referenceTo(inventory.cluster, root),
  });
}

/** Green, as the operator polled it within the last seconds. */
export function replicasComplete({ root, inventory }: Pick<PlannedElement, 'root' | 'inventory'>): PreflightCheck {
  const health = textAt(root, 'status.health');
  const object = referenceTo(inventory.cluster, root);
  switch (health) {
    case 'green':
      return passed(ENGINE_CHECKS.REPLICAS_COMPLETE, `Elasticsearch ${root.metadata.name} is green.`);
    case 'yellow':
    case 'red':
      return objected(ENGINE_CHECKS.REPLICAS_COMPLETE, 'warn', {
        sentence: `Elasticsearch ${root.metadata.name} is ${health}: ${health === 'red' ? 'primary' : 'replica'} shards are missing.`,
        remedy: 'Wait until it is green, unless a full disk is what keeps the shards away.',
        object,
      });
    default:
      return objected(ENGINE_CHECKS.REPLICAS_COMPLETE, 'unknown', {
        sentence: `The health of Elasticsearch ${root.metadata.name} is not known${health === undefined || health === 'unknown' ? '' : ` ("${health}")`}.`,
        remedy: 'Ask the cluster yourself: GET _cluster/health.',
        object,
      });
  }
}

interface SizePlace {
  path: SizeGroup['path'];
  size: string | undefined;
  template: string;
}

/** Field and present size of the claim template that a volume's owner names. */
function placeOf(nodeSet: NodeSet, field: string): SizePlace {
  const index = Number(/volumeClaimTemplates\[(\d+)\]/.exec(field)?.[1] ?? 0);
  const template = nodeSet.claimTemplates[index];
  return {
    path: ['spec', 'nodeSets', nodeSet.index, 'volumeClaimTemplates', index, 'spec', 'resources', 'requests', 'storage'],
    size: template === undefined ? undefined : textAt(fieldsAt(template, 'spec.resources.requests'), 'storage'),
    template: textAt(template, 'metadata.name') ?? 'elasticsearch-data',
  };
}

function sizeStated(nodeSet: NodeSet, { size, path }: SizePlace): PreflightCheck {
  if (size !== undefined) return passed(ENGINE_CHECKS.SIZE_STATED, `Node set ${nodeSet.name} states ${size}.`);
  return objected(ENGINE_CHECKS.SIZE_STATED, 'block', {
    sentence: `Node set ${nodeSet.name} has no ${path.slice(3).join('.')}, so ECK uses its default of 1Gi.`,
    remedy: 'Add a claim template in a new node set and move the data there; ECK refuses other changes of claim templates.',
  });
}

/** The operator obeys the autoscaler: a size written into the Elasticsearch would be overwritten. */
function autoscaled(element: PlannedElement, nodeSet: NodeSet, autoscaler: { name: string; field: string; claims: readonly string[] }): SizeGroup {
  const { root, inventory } = element;
  const object = inventory.get(ELASTICSEARCH_AUTOSCALER, { namespace: root.metadata.namespace, name: autoscaler.name });
  const policy = Number(/policies\[(\d+)\]/.exec(autoscaler.field)?.[1] ?? 0);
  const key = {
    cluster: inventory.cluster,
    apiVersion: object?.apiVersion ?? `${ELASTICSEARCH_AUTOSCALER.group}/v1alpha1`,
    kind: 'ElasticsearchAutoscaler',
    namespace: root.metadata.namespace ?? '',
    name: autoscaler.name,
  };
  return {
    title: `node set ${nodeSet.name}`,
    claims: autoscaler.claims,
    owner: key,
    ownerUid: object?.metadata.uid ?? '',
    operator: 'ECK',
    path: ['spec', 'policies', policy, 'resources', 'storage', 'max'],
    size: undefined,
    checks: [
      objected(ENGINE_CHECKS.SIZE_NOT_AUTOSCALED, 'block', {
        sentence: `ElasticsearchAutoscaler ${autoscaler.name} sizes node set ${nodeSet.name} and overwrites the Elasticsearch resource.`,
        remedy: `Raise ${autoscaler.field} of ElasticsearchAutoscaler ${autoscaler.name}, or resources.storage.min beside it to grow at once.`,
        object: key,
      }),
    ],
    note: 'The autoscaler decides when the volumes grow.',
    restarts: 0,
  };
}

/** One group per node set and claim template; where an autoscaler owns the size, a group that says so and blocks. */
export function elasticsearchSizeGroups(element: PlannedElement): readonly SizeGroup[] {
  const { root, inventory, description } = element;
  const key = keyOf(inventory, root);
  return nodeSetsOf(root).flatMap(nodeSet => {
    // the claims of a set are told by its part of the field, or by the autoscaler that has it
    const prefix = `${root.metadata.name}-es-${nodeSet.name}-`;
    const volumes = description.volumes.filter(({ claim }) => {
      const at = claim.indexOf(prefix);
      return at >= 0 && /^\d+$/.test(claim.slice(at + prefix.length));
    });
    const owners = [...new Set(volumes.map(({ sizeOwner }) => `${sizeOwner.object.kind} ${sizeOwner.object.name} ${sizeOwner.field}`))].sort();
    return owners.map((owner): SizeGroup => {
      const own = volumes.filter(({ sizeOwner }) => `${sizeOwner.object.kind} ${sizeOwner.object.name} ${sizeOwner.field}` === owner);
      const claims = own.map(volume => volume.claim).sort();
      const { sizeOwner } = own[0];
      if (sizeOwner.object.kind !== root.kind) return autoscaled(element, nodeSet, { name: sizeOwner.object.name, field: sizeOwner.field, claims });
      const place = placeOf(nodeSet, sizeOwner.field);
      return {
        title: `node set ${nodeSet.name}, claim ${place.template}`,
        claims,
        owner: key,
        ownerUid: root.metadata.uid,
        operator: 'ECK',
        path: place.path,
        size: place.size,
        checks: [
          settled(element),
          notPaused(element),
          notRolling(element),
          replicasComplete(element),
          passed(ENGINE_CHECKS.SIZE_NOT_AUTOSCALED, `No ElasticsearchAutoscaler sizes node set ${nodeSet.name}.`),
          sizeStated(nodeSet, place),
          ...claimGroupChecks({ inventory, namespace: root.metadata.namespace ?? '', claims, size: place.size, owner: `Node set ${nodeSet.name}` }),
        ],
        note: 'ECK grows the claims and makes the StatefulSet again around its pods. No pod restarts, unless the driver can grow a filesystem only while it is not mounted.',
        restarts: 0,
      };
    });
  });
}
