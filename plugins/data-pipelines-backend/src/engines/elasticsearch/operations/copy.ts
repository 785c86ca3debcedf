import type { JsonObject, JsonValue } from '@backstage/types';
import { LABEL_ELEMENT } from '@penstock/backstage-plugin-data-pipelines-common';
import type { PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ElementCopy, KubernetesObject, ObjectKey, PlannedElement } from '@penstock/backstage-plugin-data-pipelines-node';
import { childOf, copyId, copyOf, namedBelow, noCopy } from '../../shared/copies';
import type { CopyTarget } from '../../shared/copies';
import { patchOf, possible } from '../../shared/engineSteps';
import { jsonObject } from '../../shared/manifests';
import { keyOf, watchedByName } from '../../shared/objectKeys';
import { ENGINE_CHECKS, objected, passed } from '../../shared/preflightCodes';
import { fieldsAt, textAt } from '../../shared/reading';
import { nodeSetsOf } from '../nodeSets';
import { elasticsearchHealthyWait, watchedNodes } from './healthy';
import { MANAGED_ANNOTATION } from './stopStart';

/** Parts by which it would send something elsewhere. */
const TALKS_ELSEWHERE = ['monitoring', 'remoteClusters', 'remoteClusterServer'] as const;
/** Parts that name Secrets, which do not come along into another namespace. */
const NAMES_SECRETS = ['secureSettings', 'auth'] as const;

/** ECK writes empty defaults into the spec: nothing is lost with them. */
function saysNothing(value: JsonValue | undefined): boolean {
  if (typeof value !== 'object' || value === null) return value === undefined;
  return Object.values(value).every(saysNothing);
}

function specOf(whole: KubernetesObject, elsewhere: boolean): { spec: JsonObject; left: string[] } {
  const spec = jsonObject(fieldsAt(whole, 'spec'));
  const dropped: string[] = [...TALKS_ELSEWHERE, ...(elsewhere ? NAMES_SECRETS : [])];
  const left = dropped.filter(part => !saysNothing(spec[part]));
  const kept = Object.fromEntries(Object.entries(spec).filter(([part]) => !dropped.includes(part)));
  const http = childOf(kept, 'http');
  const service = textAt(http, 'service.spec.type');
  const outside = http !== undefined && service !== undefined && service !== 'ClusterIP';
  if (!outside) return { spec: kept, left };
  const { service: _service, ...inside } = http;
  return { spec: { ...kept, http: inside }, left: [...left, `http.service of type ${service}`] };
}

/** `elasticsearch-data-orders-es-data-0` becomes `elasticsearch-data-copy-es-data-0`. */
function claimNames({ root, description }: PlannedElement, to: CopyTarget): Record<string, string> {
  const entries = description.volumes.flatMap(({ claim }): [string, string][] => {
    for (const nodeSet of nodeSetsOf(root)) {
      const stem = `-${root.metadata.name}-es-${nodeSet.name}-`;
      const at = claim.indexOf(stem);
      if (at >= 0) return [[claim, `${claim.slice(0, at)}-${to.name}-es-${nodeSet.name}-${claim.slice(at + stem.length)}`]];
    }
    return [];
  });
  return Object.fromEntries(entries);
}

function completeness(left: readonly string[], secrets: readonly string[]): PreflightCheck {
  const made = 'Certificates and the password of the user elastic are made anew for the copy';
  if (left.length === 0 && secrets.length === 0) return passed(ENGINE_CHECKS.COPY_COMPLETE, `${made}; everything else is as in the original.`);
  return objected(ENGINE_CHECKS.COPY_COMPLETE, 'warn', {
    sentence: `${made}${left.length === 0 ? '' : `; it is made without ${left.join(', ')}`}${
      secrets.length === 0 ? '' : `; it names the Secrets ${secrets.join(', ')}, which are not copied`
    }.`,
    remedy: 'Copy the Secrets yourself before the start if the copy needs them.',
  });
}

/** An Elasticsearch for a test: the same node sets, left alone by ECK until it has its volumes; nothing writes to it. */
export function copyElasticsearch(element: PlannedElement, to: CopyTarget): ElementCopy {
  const { root, inventory } = element;
  const { cluster } = inventory;
  const whole = element.live(keyOf(inventory, root));
  if (whole === undefined) return noCopy(element, `Elasticsearch ${root.metadata.name} could not be read whole.`, 'Try again when the API server answers.');
  const elsewhere = to.namespace !== root.metadata.namespace;
  const { spec, left } = specOf(whole, elsewhere);
  const id = copyId(element.id, to.names);
  const key: ObjectKey = { cluster, apiVersion: root.apiVersion, kind: root.kind, namespace: to.namespace, name: to.name };
  const manifest = copyOf(element, whole, { target: to, name: to.name, spec, annotations: { [MANAGED_ANNOTATION]: 'false' }, root: true });
  return {
    manifests: [manifest],
    claims: claimNames(element, to),
    start: possible(
      [
        {
          id: `copy/${id}/start`,
          title: `Let ECK start Elasticsearch ${to.name}`,
          phase: 'Finalizing',
          element: id,
          acts: [patchOf(key, undefined, { path: ['metadata', 'annotations', MANAGED_ANNOTATION], from: 'false' })],
          wait: {
            observer: 'elasticsearch.healthy',
            objects: [watchedByName(key), watchedNodes(cluster, to.namespace, to.name)],
            params: elasticsearchHealthyWait(element).params,
          },
          deadlineSeconds: 1800,
        },
      ],
      [],
      [`Elasticsearch ${to.name} starts with the indices of the cut; nobody writes to it.`],
    ),
    // what is made, the manifests tell
    changes: [],
    checks: [
      passed(
        ENGINE_CHECKS.COPY_POSSIBLE,
        `Elasticsearch ${root.metadata.name} was read whole; the copy is the element ${String(childOf(manifest.metadata, 'labels')?.[LABEL_ELEMENT])}.`,
      ),
      completeness(left, elsewhere ? namedBelow(spec, ['secretName', 'secretKeyRef']) : []),
    ],
  };
}
