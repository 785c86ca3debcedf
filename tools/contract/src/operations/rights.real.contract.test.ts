import { requireRig } from '../csi/requireRig';
import { rightsSuite } from './rights/rightsSuite';

if (requireRig()) rightsSuite();
