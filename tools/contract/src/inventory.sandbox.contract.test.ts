import { inventorySuite } from './inventorySuite';

inventorySuite('sandbox');
