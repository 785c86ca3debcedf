import path from 'node:path';
import { startOnVolumes } from '../../workload/brokerIdentity';
import { aloneOnVolumes } from '../../workload/cutBarrier';
import {
  alterOffsets,
  listOffsets,
  resetOffsets,
} from '../../workload/groupOffsets';
import { noteStart, writeListed } from './answers';
import { Effect } from './effects';
import { BrokerLog, EngineCall, offsetsText } from './engineCalls';

/** Answers {@link EngineCall}s from the folders of the volumes, each alone on them. */
export class EnginesOnVolumes {
  readonly #volumesDir: string;

  constructor(volumesDir: string) {
    this.#volumesDir = volumesDir;
  }

  /** Does what is asked; gives the effects that follow from it. */
  async call(call: EngineCall): Promise<Effect[]> {
    return aloneOnVolumes(this.#volumesDir, () => this.#answer(call));
  }

  async #answer(call: EngineCall): Promise<Effect[]> {
    switch (call.kind) {
      case 'start broker': {
        const volumes = call.volumes.map(({ volume, mount }) => ({
          folder: this.#folder(volume),
          mount,
        }));
        return [noteStart(call, await startOnVolumes(volumes, call))];
      }
      case 'list offsets': {
        const listed = await listOffsets(this.#logs(call.brokers), call.group);
        return [writeListed(call, offsetsText(listed))];
      }
      case 'alter offsets':
        await alterOffsets(this.#logs(call.brokers), call.group, call.changes);
        return [];
      case 'reset offsets':
        await resetOffsets(this.#logs(call.brokers), call.group);
        return [];
      default:
        return call satisfies never;
    }
  }

  #logs(brokers: BrokerLog[]): string[] {
    return brokers.map(({ volume, nodeId }) =>
      path.join(this.#folder(volume), `kafka-log${nodeId}`),
    );
  }

  #folder(volume: string): string {
    const folder = path.join(this.#volumesDir, volume);
    if (path.dirname(folder) !== path.normalize(this.#volumesDir)) {
      throw new Error(`Volume ${volume} has a name that is not a folder's.`);
    }
    return folder;
  }
}
