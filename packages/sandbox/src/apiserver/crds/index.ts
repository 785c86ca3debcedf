import type { JsonObject } from '../json';
import { ELASTIC } from './elastic';
import { MONITORING } from './monitoring';
import { SPARK } from './spark';
import { STRIMZI } from './strimzi';

/** The operators' CustomResourceDefinitions, in our own words: the fields that pipelines use. */
export const CRDS: JsonObject[] = [
  ...STRIMZI,
  ...ELASTIC,
  ...SPARK,
  ...MONITORING,
];
