import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { DataDriver } from './dataDriver';
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

/** Through this, any backend module adds a protection system. @public */
export interface DataPipelinesDriversExtensionPoint {
  /** @throws ConflictError when a driver of the same id is already there. */
  addDriver(driver: DataDriver): void;
}

/** @public */
export const dataPipelinesDriversExtensionPoint =
  createExtensionPoint<DataPipelinesDriversExtensionPoint>({
    id: 'data-pipelines.drivers',
  });
