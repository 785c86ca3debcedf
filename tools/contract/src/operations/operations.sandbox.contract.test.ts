import { operationsSuite } from './operationsSuite';

operationsSuite('sandbox');
