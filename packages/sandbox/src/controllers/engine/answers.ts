import { ConfigMap, CONFIG_MAPS, PODS } from '../kinds/core';
import { create, Effect } from './effects';
import { CANNOT_START, EngineCall, OFFSETS_KEY } from './engineCalls';

/** Effect that notes on a pod why its process cannot start, or that nothing keeps it. */
export function noteStart(
  call: EngineCall & { kind: 'start broker' },
  refusal: string | undefined,
): Effect {
  return {
    act: 'patch',
    resource: PODS,
    namespace: call.namespace,
    name: call.pod,
    patch: { metadata: { annotations: { [CANNOT_START]: refusal ?? null } } },
  };
}

/** Effect that writes listed offsets to their ConfigMap. */
export function writeListed(
  call: EngineCall & { kind: 'list offsets' },
  text: string,
): Effect {
  const { configMap, exists } = call;
  const data = { [OFFSETS_KEY]: text };
  const { namespace, name, labels } = configMap.metadata;
  return exists
    ? {
        act: 'patch',
        resource: CONFIG_MAPS,
        namespace,
        name,
        patch: { metadata: { labels }, data },
      }
    : create<ConfigMap>(CONFIG_MAPS, { ...configMap, data });
}
