import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { Engine } from './engine';

/** Through this, any backend module adds an engine. @public */
export interface DataPipelinesEnginesExtensionPoint {
  /** @throws ConflictError when an engine of the same id is already there. */
  addEngine(engine: Engine): void;
}

/** @public */
export const dataPipelinesEnginesExtensionPoint =
  createExtensionPoint<DataPipelinesEnginesExtensionPoint>({
    id: 'data-pipelines.engines',
  });
