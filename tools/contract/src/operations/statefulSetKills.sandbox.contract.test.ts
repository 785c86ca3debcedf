import { statefulSetKills } from './statefulSetKills';

statefulSetKills('sandbox');
