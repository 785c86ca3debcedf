export * from './doing';
export * from './newOperation';
export * from './onEachDatabase';
export * from './testStore';
