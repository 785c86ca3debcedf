import type { Element, Volume, VolumeDetail } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Clusters } from '../clusters/ClusterConnection';
import { UnknownNameError } from '../errors';
import type { ReadOptions } from '../pipelines/PipelinesService';
import { readVolumeEvents } from './readVolumeEvents';
import { readVolumeObject } from './readVolumeObject';
import { volumeParts } from './volumeObjects';
import type { VolumesService } from './VolumesService';

/** What the service reads from. */
export interface DefaultVolumesOptions {
  clusters: Pick<Clusters, 'connection'>;
  /** Where the volumes of an element are known. */
  pipelines: { getElement(id: string, options: ReadOptions): Promise<Pick<Element, 'volumes'>> };
}

/**
 * Asks the cluster, because whole objects and events are kept nowhere else. Those who ask for the
 * same volume at the same time share one answer.
 */
export class DefaultVolumesService implements VolumesService {
  readonly #options: DefaultVolumesOptions;
  readonly #underWay = new Map<string, Promise<VolumeDetail>>();

  constructor(options: DefaultVolumesOptions) {
    this.#options = options;
  }

  async getVolume(element: string, name: string, options: ReadOptions): Promise<VolumeDetail> {
    const { volumes } = await this.#options.pipelines.getElement(element, options);
    const volume = volumes.find(candidate => candidate.name === name);
    if (!volume) throw volumeNotFound(element, name);
    const key = JSON.stringify([volume.cluster, volume.namespace, name]);
    const reading = this.#underWay.get(key) ?? this.#read(volume).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, reading);
    return reading;
  }

  async #read(volume: Volume): Promise<VolumeDetail> {
    const connection = this.#options.clusters.connection(volume.cluster);
    const [events, ...objects] = await Promise.all([
      readVolumeEvents(connection, volume),
      ...volumeParts(volume).map(part => readVolumeObject(connection, part)),
    ]);
    return { objects, events };
  }
}

function volumeNotFound(element: string, name: string): UnknownNameError {
  const reason = `Element ${element} has no volume ${name}.`;
  return new UnknownNameError(`${reason.slice(0, -1)}; look at the element for the names of its claims`, {
    code: 'VOLUME_NOT_FOUND',
    reason,
    remedy: 'Look at the element for the names of its claims.',
  });
}
