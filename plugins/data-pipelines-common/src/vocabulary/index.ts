export * from './annotations';
export * from './entities';
export * from './errorCodes';
export * from './permissions';
export * from './quantities';
export * from './status';
