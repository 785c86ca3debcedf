/**
 * What another backend module may implement for Penstock or call in it.
 *
 * @packageDocumentation
 */
export * from './engine';
export * from './extensions';
export * from './inventoryReader';
export * from './kubernetes';
export * from './metricAnswer';
export * from './watchedKind';
