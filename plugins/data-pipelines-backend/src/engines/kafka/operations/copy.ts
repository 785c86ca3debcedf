import type { JsonObject } from '@backstage/types';
import { LABEL_ELEMENT } from '@penstock/backstage-plugin-data-pipelines-common';
import type { PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ElementCopy, EngineSteps, KubernetesObject, ObjectKey, Observer, PlannedElement, PlannedManifest, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import { trueCondition } from '../../shared/conditions';
import { childOf, copyId, copyOf, namedBelow, noCopy } from '../../shared/copies';
import type { CopyTarget } from '../../shared/copies';
import { patchOf, possible } from '../../shared/engineSteps';
import { jsonObject } from '../../shared/manifests';
import { keyOf, watchedByName } from '../../shared/objectKeys';
import { goneOrGoing, seenOf, waiting } from '../../shared/observing';
import { ENGINE_CHECKS, objected, passed } from '../../shared/preflightCodes';
import { fieldsAt, textAt } from '../../shared/reading';
import { KAFKA_NODE_POOL, KAFKA_USER } from '../kinds';
import { poolsOf } from '../topology';
import { identityOf, watchedNodes } from './healthy';
import { PAUSE_ANNOTATION } from './sizeGroups';

/** Settings that a Kafka takes out of ConfigMaps. */
const CONFIG_MAP_KEYS = ['configMapKeyRef'];
const SECRET_KEYS = ['secretName', 'secretKeyRef', 'brokerCertChainAndKey'];

/** ConfigMaps that the cluster refers to, by what the inventory keeps of it. */
export function configMapsOf({ root, inventory }: Pick<PlannedElement, 'root' | 'inventory'>): readonly ObjectKey[] {
  const names = namedBelow(jsonObject(fieldsAt(root, 'spec')), CONFIG_MAP_KEYS);
  return names.map(name => ({ cluster: inventory.cluster, apiVersion: 'v1', kind: 'ConfigMap', namespace: root.metadata.namespace ?? '', name }));
}

/** Pools are named after their Kafka by our templates; any other name gets the copy's in front where both share a namespace. */
function poolName(pool: string, root: KubernetesObject, to: CopyTarget): string {
  const { name, namespace } = root.metadata;
  if (to.namespace !== namespace && to.name === name) return pool;
  if (pool.startsWith(`${name}-`)) return `${to.name}${pool.slice(name.length)}`;
  return to.namespace === namespace ? `${to.name}-${pool}` : pool;
}

/** `data-0-orders-broker-3` of pool `broker` becomes `data-0-copy-broker-3`: the node id stays. */
function claimNames(element: PlannedElement, pools: readonly KubernetesObject[], to: CopyTarget): Record<string, string> {
  const { root, description } = element;
  const entries = description.volumes.flatMap(({ claim, sizeOwner }): [string, string][] => {
    const pool = pools.find(({ metadata }) => metadata.name === sizeOwner.object.name);
    if (pool === undefined) return [];
    const stem = `${root.metadata.name}-${pool.metadata.name}-`;
    const at = claim.indexOf(stem);
    if (at < 0) return [];
    return [[claim, `${claim.slice(0, at)}${to.name}-${poolName(pool.metadata.name, root, to)}-${claim.slice(at + stem.length)}`]];
  });
  return Object.fromEntries(entries);
}

interface TrimmedSpec {
  spec: JsonObject;
  /** What was left out, in words. */
  left: string[];
}

/** Addresses outside of the cluster stay with the original; users stay as they are in the data where they are not copied. */
function kafkaSpec(whole: KubernetesObject, users: boolean): TrimmedSpec {
  const spec = jsonObject(fieldsAt(whole, 'spec'));
  const kafka = childOf(spec, 'kafka') ?? {};
  const listeners = Array.isArray(kafka.listeners) ? kafka.listeners : [];
  const inner = listeners.filter(listener => ['internal', 'cluster-ip'].includes(textAt(listener, 'type') ?? ''));
  const outer = listeners.filter(listener => !inner.includes(listener)).map(listener => `listener ${textAt(listener, 'name') ?? 'without a name'}`);
  const operator = childOf(spec, 'entityOperator');
  const { userOperator, ...entityOperator } = operator ?? {};
  const operators = operator === undefined || users ? {} : { entityOperator };
  return {
    spec: { ...spec, kafka: { ...kafka, listeners: inner }, ...operators },
    left: [...outer, ...(users || userOperator === undefined ? [] : ['the user operator, so that the users stay as they are in the data'])],
  };
}

/** Kafka's ids as Strimzi's annotation takes them. */
function idList(ids: readonly number[]): string {
  return `[${ids.join(',')}]`;
}

function startOf(element: PlannedElement, to: CopyTarget, identity: { clusterId: string; nodeIds: Record<string, number[]> }): EngineSteps {
  const { root, inventory } = element;
  const { cluster } = inventory;
  const id = copyId(element.id, to.names);
  const key: ObjectKey = { cluster, apiVersion: root.apiVersion, kind: root.kind, namespace: to.namespace, name: to.name };
  const steps: PlannedStep[] = [
    {
      id: `copy/${id}/identity`,
      title: `Give Kafka ${to.name} the cluster id of its data`,
      detail: `${identity.clusterId}; without it Strimzi would make a new one and the brokers would refuse their logs.`,
      phase: 'Running',
      element: id,
      acts: [{ ...patchOf(key, undefined, { path: ['status', 'clusterId'], to: identity.clusterId }), subresource: 'status' }],
      wait: { observer: 'kafka.identity-set', objects: [watchedByName(key)], params: { clusterId: identity.clusterId } },
      deadlineSeconds: 240,
    },
    {
      id: `copy/${id}/start`,
      title: `Let Strimzi start Kafka ${to.name}`,
      phase: 'Finalizing',
      element: id,
      acts: [patchOf(key, undefined, { path: ['metadata', 'annotations', PAUSE_ANNOTATION], from: 'true' })],
      wait: {
        observer: 'kafka.healthy',
        objects: [
          watchedByName(key),
          {
            by: 'labels',
            cluster,
            namespace: to.namespace,
            apiVersion: `${KAFKA_NODE_POOL.group}/${KAFKA_NODE_POOL.versions[0]}`,
            kind: KAFKA_NODE_POOL.kind,
            labels: { 'strimzi.io/cluster': to.name },
          },
          ...watchedNodes(cluster, to.namespace, to.name),
        ],
        params: identity,
      },
      deadlineSeconds: 1800,
    },
  ];
  return possible(steps, [], [`Kafka ${to.name} starts with the data and the committed offsets of the cut; nobody reads from it or writes to it.`]);
}

function completeness(left: readonly string[], secrets: readonly string[], users: boolean): PreflightCheck[] {
  const made = users ? 'Certificates and passwords are made anew for the copy' : 'Certificates are made anew for the copy';
  const said = [
    ...(left.length === 0 ? [] : [`it is made without ${left.join(', ')}`]),
    ...(secrets.length === 0 ? [] : [`it names the Secrets ${secrets.join(', ')}, which are not copied`]),
  ];
  if (said.length === 0) return [passed(ENGINE_CHECKS.COPY_COMPLETE, `${made}; everything else is as in the original. Topics come with the data; connectors are not copied.`)];
  return [
    objected(ENGINE_CHECKS.COPY_COMPLETE, 'warn', {
      sentence: `${made}; ${said.join('; ')}. Topics come with the data; connectors are not copied.`,
      remedy: 'Copy the Secrets yourself before the start if the copy needs them, and reach it from inside the cluster.',
    }),
  ];
}

/**
 * A Kafka for a test: paused until it has its volumes and its cluster id. Its
 * topics are in its data; no KafkaTopic and no connector is copied, so that
 * nothing acts on the original's topics and sinks.
 */
export function copyKafka(element: PlannedElement, to: CopyTarget): ElementCopy {
  const { root, inventory } = element;
  if (root.kind === 'KafkaConnect')
    return noCopy(element, 'Connect clusters are not copied: their connectors would write to the sinks of the original.', 'Make a Connect cluster for the copy by a template.');
  const whole = element.live(keyOf(inventory, root));
  const pools = poolsOf(root, inventory);
  const wholePools = pools.flatMap(pool => element.live(keyOf(inventory, pool)) ?? []);
  const { clusterId, nodeIds } = identityOf(root, pools);
  if (whole === undefined || wholePools.length < pools.length || pools.length === 0)
    return noCopy(element, `Kafka ${root.metadata.name} and its pools could not be read whole.`, 'Try again when the API server answers.');
  if (clusterId === undefined || pools.some(pool => nodeIds[pool.metadata.name] === undefined)) {
    return noCopy(
      element,
      `Kafka ${root.metadata.name} does not report its cluster id and node ids, without which the copy could not read its data.`,
      'Wait until Strimzi has reported both.',
    );
  }
  const elsewhere = to.namespace !== root.metadata.namespace;
  const users = elsewhere ? inventory.list(KAFKA_USER, { namespace: root.metadata.namespace, labels: { 'strimzi.io/cluster': root.metadata.name } }) : [];
  const cut = kafkaSpec(whole, users.length > 0);
  const labels = { 'strimzi.io/cluster': to.name };
  const configMaps = elsewhere ? configMapsOf(element).flatMap(key => element.live(key) ?? []) : [];
  const manifests: PlannedManifest[] = [
    ...configMaps.map(configMap => copyOf(element, configMap, { target: to, name: configMap.metadata.name })),
    // before the Kafka: the user operator deletes users that have no resource
    ...users.map(user => copyOf(element, user, { target: to, name: user.metadata.name, labels })),
    copyOf(element, whole, { target: to, name: to.name, spec: cut.spec, annotations: { [PAUSE_ANNOTATION]: 'true' }, root: true }),
    ...wholePools.map(pool =>
      copyOf(element, pool, {
        target: to,
        name: poolName(pool.metadata.name, root, to),
        labels,
        annotations: { 'strimzi.io/next-node-ids': idList(nodeIds[pool.metadata.name]) },
      }),
    ),
  ];
  const renamed = Object.fromEntries(Object.entries(nodeIds).map(([pool, ids]) => [poolName(pool, root, to), ids]));
  return {
    manifests,
    claims: claimNames(element, pools, to),
    start: startOf(element, to, { clusterId, nodeIds: renamed }),
    // what is made, the manifests tell
    changes: [],
    checks: [
      passed(
        ENGINE_CHECKS.COPY_POSSIBLE,
        `Kafka ${root.metadata.name} and its ${pools.length} pools were read whole; the copy is the element ${String(
          childOf(manifests.find(({ kind }) => kind === 'Kafka')?.metadata, 'labels')?.[LABEL_ELEMENT],
        )}.`,
      ),
      ...completeness(cut.left, elsewhere ? namedBelow(cut.spec, SECRET_KEYS) : [], users.length > 0),
    ],
  };
}

/** `kafka.identity-set`: the status has the cluster id, and Strimzi has seen that the copy is paused. */
export const identitySet: Observer = input => {
  const [kafka] = seenOf(input, 'Kafka');
  const gone = goneOrGoing('Kafka', kafka);
  if (gone) return gone;
  const wanted = textAt(input.params, 'clusterId');
  const has = textAt(kafka, 'status.clusterId');
  if (has !== undefined && has !== wanted) {
    return {
      state: 'failed',
      code: 'KAFKA_CLUSTER_ID_DIFFERS',
      cause: `Kafka ${kafka.metadata.name} already has the cluster id ${has}; its data belongs to ${wanted}.`,
      remedy: 'Delete the copy and make it again; it must be paused from its first moment.',
    };
  }
  if (has === undefined) return waiting(`Kafka ${kafka.metadata.name} to have the cluster id`);
  if (!trueCondition(kafka, 'ReconciliationPaused')) return waiting(`Strimzi to say that Kafka ${kafka.metadata.name} is paused`);
  return { state: 'done', found: `cluster id ${has}` };
};
