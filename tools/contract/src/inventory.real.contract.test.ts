import { inventorySuite } from './inventorySuite';
import { requireControlPlane } from './requireControlPlane';

if (requireControlPlane()) inventorySuite('real');
