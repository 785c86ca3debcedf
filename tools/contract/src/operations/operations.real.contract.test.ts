import { requireRig } from '../csi/requireRig';
import { operationsSuite } from './operationsSuite';

if (requireRig()) operationsSuite('real');
