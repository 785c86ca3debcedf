import type { DataDriver, Derivation, Engine, Observer } from '@penstock/backstage-plugin-data-pipelines-node';
import { pauseObservers } from './plan/pauseObservers';

/** Observers and derivations of all engines and drivers, by name. */
export interface Registries {
  observers: ReadonlyMap<string, Observer>;
  derivations: ReadonlyMap<string, Derivation>;
}

/** Joins what engines and drivers bring. @throws Error when two bring the same name */
export function createRegistries(engines: readonly Engine[], drivers: readonly DataDriver[]): Registries {
  const observers = joined([...engines.map(({ operations }) => operations?.observers), ...drivers.map(driver => driver.observers)]);
  return {
    observers: joined([Object.fromEntries(observers), pauseObservers(observers)]),
    derivations: joined([...engines.map(({ operations }) => operations?.derivations), ...drivers.map(({ derivations }) => derivations)]),
  };
}

function joined<T>(parts: readonly (Readonly<Record<string, T>> | undefined)[]): ReadonlyMap<string, T> {
  const all = new Map<string, T>();
  for (const part of parts) {
    for (const [name, value] of Object.entries(part ?? {})) {
      if (all.has(name) && all.get(name) !== value) throw new Error(`Two engines or drivers bring ${name}; give one of them another name.`);
      all.set(name, value);
    }
  }
  return all;
}
