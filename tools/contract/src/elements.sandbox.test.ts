import { elementsSuite } from './elementsSuite';

elementsSuite('sandbox');
