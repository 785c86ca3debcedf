import { csiSuite } from './csiSuite';

csiSuite('sandbox');
