import { requireRig } from '../csi/requireRig';
import { faultsSuite } from './faultsSuite';

if (requireRig()) faultsSuite('real');
