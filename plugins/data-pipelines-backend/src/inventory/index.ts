export * from './coreKinds';
export * from './DefaultInventory';
export * from './Inventory';
