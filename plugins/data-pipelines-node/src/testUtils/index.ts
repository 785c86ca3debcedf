/**
 * Fixtures for the tests of engines and of other code that reads an inventory.
 *
 * @packageDocumentation
 */
export * from './inventoryOf';
export * from './driverConformance';
