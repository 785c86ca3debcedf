import { faultsSuite } from './faultsSuite';

faultsSuite('sandbox');
