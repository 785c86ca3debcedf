import { contractSuite } from './contractSuite';

contractSuite('sandbox');
