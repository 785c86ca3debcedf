/**
 * What another backend module may implement for Penstock or call in it.
 *
 * @packageDocumentation
 */
export * from './dataDriver';
export * from './dataEngine';
export * from './engine';
export * from './extensions';
export * from './inventoryReader';
export * from './kubernetes';
export * from './metricAnswer';
export * from './operationPlan';
export * from './plannedStep';
export * from './watchedKind';
