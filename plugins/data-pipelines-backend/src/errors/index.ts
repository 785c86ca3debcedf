export * from './codedErrors';
export * from './readAdvice';
