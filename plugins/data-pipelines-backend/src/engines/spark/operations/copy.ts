import type { JsonObject, JsonValue } from '@backstage/types';
import { LABEL_ELEMENT } from '@penstock/backstage-plugin-data-pipelines-common';
import type { PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ElementCopy, PlannedElement } from '@penstock/backstage-plugin-data-pipelines-node';
import { childOf, copyOf, namedBelow, noCopy } from '../../shared/copies';
import type { CopyTarget } from '../../shared/copies';
import { possible } from '../../shared/engineSteps';
import { jsonObject } from '../../shared/manifests';
import { keyOf } from '../../shared/objectKeys';
import { ENGINE_CHECKS, objected, passed } from '../../shared/preflightCodes';
import { fieldsAt } from '../../shared/reading';

const CLAIM_OPTION = /^spark\.kubernetes\.(?:driver|executor)\.volumes\.persistentVolumeClaim\..+\.options\.claimName$/;

/** A claim of the copy: the same name in another namespace, the copy's name in front in the same. */
function claimNames({ root, description }: PlannedElement, to: CopyTarget): Record<string, string> {
  const own = description.volumes.filter(({ sizeOwner }) => sizeOwner.object.kind === 'PersistentVolumeClaim').map(({ claim }) => claim);
  return Object.fromEntries([...new Set(own)].map(claim => [claim, to.namespace === root.metadata.namespace ? `${to.name}-${claim}` : claim]));
}

/** The spec with other claims: named in `volumes` or by an option of `sparkConf`. */
function renamed(spec: JsonObject, claims: Readonly<Record<string, string>>): JsonObject {
  const other = (name: JsonValue | undefined) => (typeof name === 'string' && Object.hasOwn(claims, name) ? claims[name] : undefined);
  const volumes = (Array.isArray(spec.volumes) ? spec.volumes : []).map((volume): JsonValue => {
    if (typeof volume !== 'object' || volume === null || Array.isArray(volume)) return volume;
    const claim = childOf(volume, 'persistentVolumeClaim');
    const name = other(claim?.claimName);
    return claim === undefined || name === undefined ? volume : { ...volume, persistentVolumeClaim: { ...claim, claimName: name } };
  });
  const conf = childOf(spec, 'sparkConf');
  const sparkConf = conf && Object.fromEntries(Object.entries(conf).map(([key, text]) => [key, CLAIM_OPTION.test(key) ? other(text) ?? text ?? null : text ?? null]));
  return { ...spec, ...(spec.volumes === undefined ? {} : { volumes }), ...(sparkConf === undefined ? {} : { sparkConf }) };
}

function completeness(spec: JsonObject, elsewhere: boolean): PreflightCheck {
  const needs = elsewhere
    ? [
        ...namedBelow(spec, ['serviceAccount']).map(name => `ServiceAccount ${name}`),
        ...namedBelow(spec, ['secretName', 'secretKeyRef']).map(name => `Secret ${name}`),
        ...namedBelow(spec, ['configMapKeyRef', 'sparkConfigMap', 'hadoopConfigMap']).map(name => `ConfigMap ${name}`),
      ]
    : [];
  return objected(ENGINE_CHECKS.COPY_COMPLETE, 'warn', {
    sentence: `The copy is made suspended: started, it would read the topics and write to the sinks of the original${
      needs.length === 0 ? '' : `. It names, and does not bring along, ${needs.join(', ')}`
    }.`,
    remedy: 'Point it to other topics and sinks before you set spec.suspend to false.',
  });
}

/** An application for a test, suspended for good: only a person can tell where it may write. */
export function copySpark(element: PlannedElement, to: CopyTarget): ElementCopy {
  const { root, inventory } = element;
  const key = keyOf(inventory, root);
  if (root.kind === 'SparkConnect') return noCopy(element, 'A Spark Connect server has no volumes that could be copied.', 'Make one by a template.');
  const whole = element.live(key);
  if (whole === undefined) return noCopy(element, `${root.kind} ${root.metadata.name} could not be read whole.`, 'Try again when the API server answers.');
  const claims = claimNames(element, to);
  const spec = jsonObject(fieldsAt(whole, 'spec'));
  const template = childOf(spec, 'template');
  const changed = { ...(template === undefined ? renamed(spec, claims) : { ...spec, template: renamed(template, claims) }), suspend: true };
  const manifest = copyOf(element, whole, { target: to, name: to.name, spec: changed, root: true });
  return {
    manifests: [manifest],
    claims,
    start: possible([], [], [`${root.kind} ${to.name} stays suspended; its checkpoint is there to be looked at.`]),
    // what is made, the manifests tell
    changes: [],
    checks: [
      passed(
        ENGINE_CHECKS.COPY_POSSIBLE,
        `${root.kind} ${root.metadata.name} was read whole; the copy is the element ${String(childOf(manifest.metadata, 'labels')?.[LABEL_ELEMENT])}.`,
      ),
      completeness(changed, to.namespace !== root.metadata.namespace),
    ],
  };
}
