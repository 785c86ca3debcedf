export * from './DataPipelinesApi';
export * from './DataPipelinesClient';
