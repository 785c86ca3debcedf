import { requireRig } from '../csi/requireRig';
import { statefulSetKills } from './statefulSetKills';

if (requireRig()) statefulSetKills('real');
