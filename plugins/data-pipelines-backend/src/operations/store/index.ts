export * from './OperationStore';
export * from './createOperationStore';
export * from './migrateDatabase';
export * from './operationInvariants';
export { compatible } from './lockSlots';
export { canBeStored } from './readColumn';
