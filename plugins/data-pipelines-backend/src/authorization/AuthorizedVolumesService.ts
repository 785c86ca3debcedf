import { elementReadPermission, type VolumeDetail } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Audit } from '../audit/Audit';
import type { ReadOptions } from '../pipelines/PipelinesService';
import type { VolumesService } from '../volumes/VolumesService';
import { covers, type ElementAccess } from './ElementAccess';
import { permissionDenied } from './permissionDenied';

/** Decides for every door whose volumes a caller may look into: those of the elements that they may read. */
export class AuthorizedVolumesService implements VolumesService {
  readonly #options: { inner: VolumesService; access: ElementAccess; audit: Audit };

  constructor(options: { inner: VolumesService; access: ElementAccess; audit: Audit }) {
    this.#options = options;
  }

  async getVolume(element: string, volume: string, options: ReadOptions): Promise<VolumeDetail> {
    const { access, audit, inner } = this.#options;
    return audit.record({ eventId: 'volume-read', severityLevel: 'low', meta: { element, volume } }, options, async () => {
      const decision = await access.decide(elementReadPermission, options.credentials);
      if (decision.kind === 'none') throw permissionDenied(elementReadPermission, 'see data pipelines');
      return inner.getVolume(element, volume, { ...options, ...(decision.kind !== 'all' && { visible: resource => covers(decision, resource) }) });
    });
  }
}
