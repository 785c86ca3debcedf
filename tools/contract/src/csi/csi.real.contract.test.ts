import { csiSuite } from './csiSuite';
import { requireRig } from './requireRig';

if (requireRig()) csiSuite('real');
