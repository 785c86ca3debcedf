import type { VolumeDetail } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ReadOptions } from '../pipelines/PipelinesService';

/** Single volumes, as their clusters hold them now. */
export interface VolumesService {
  /**
   * The objects of a volume and what was last said of it. What cannot be read is told with the reason.
   *
   * @param volume - name of the claim
   * @throws NotFoundError (ELEMENT_NOT_FOUND, VOLUME_NOT_FOUND)
   */
  getVolume(element: string, volume: string, options: ReadOptions): Promise<VolumeDetail>;
}
