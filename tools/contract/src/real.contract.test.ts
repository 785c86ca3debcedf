import { contractSuite } from './contractSuite';
import { requireControlPlane } from './requireControlPlane';

if (requireControlPlane()) contractSuite('real');
