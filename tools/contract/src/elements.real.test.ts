import { elementsSuite } from './elementsSuite';
import { requireControlPlane } from './requireControlPlane';

if (requireControlPlane()) elementsSuite('real');
