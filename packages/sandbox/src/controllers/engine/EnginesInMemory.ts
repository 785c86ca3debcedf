import { noteStart, writeListed } from './answers';
import { Effect } from './effects';
import { EngineCall, offsetsText } from './engineCalls';

/** Answers {@link EngineCall}s without files: it knows whose a volume is; no group has an offset. */
export class EnginesInMemory {
  readonly #clusterIds = new Map<string, string>();

  /** Does what is asked; gives the effects that follow from it. */
  call(call: EngineCall): Effect[] {
    switch (call.kind) {
      case 'start broker':
        return [noteStart(call, this.#start(call))];
      case 'list offsets':
        return [writeListed(call, offsetsText([]))];
      case 'alter offsets':
      case 'reset offsets':
        return [];
      default:
        return call satisfies never;
    }
  }

  #start({
    volumes,
    clusterId,
    nodeId,
  }: EngineCall & { kind: 'start broker' }): string | undefined {
    for (const { volume, mount } of volumes) {
      const found = this.#clusterIds.get(volume) ?? clusterId;
      if (found !== clusterId) {
        return `Invalid cluster.id in: ${mount}/kafka-log${nodeId}/meta.properties. Expected ${clusterId}, but read ${found}`;
      }
      this.#clusterIds.set(volume, found);
    }
    return undefined;
  }
}
