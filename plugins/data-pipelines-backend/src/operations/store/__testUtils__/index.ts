export * from './newOperation';
export * from './testStore';
