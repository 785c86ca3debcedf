import { schedulesSuite } from './schedulesSuite';

schedulesSuite('sandbox');
