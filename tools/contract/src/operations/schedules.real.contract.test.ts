import { requireRig } from '../csi/requireRig';
import { schedulesSuite } from './schedulesSuite';

if (requireRig()) schedulesSuite('real');
