import { ConflictError } from '@backstage/errors';
import type { DataDriver, DataPipelinesDriversExtensionPoint } from '@penstock/backstage-plugin-data-pipelines-node';

/** The protection systems that the plugin knows, its own first. */
export class DriverRegistry implements DataPipelinesDriversExtensionPoint {
  readonly #drivers: DataDriver[];

  constructor(own: readonly DataDriver[]) {
    this.#drivers = [...own];
  }

  addDriver(driver: DataDriver): void {
    if (this.#drivers.some(({ id }) => id === driver.id)) {
      throw new ConflictError(`A driver with the id ${driver.id} is already there; give yours another id.`);
    }
    this.#drivers.push(driver);
  }

  all(): readonly DataDriver[] {
    return this.#drivers;
  }
}
