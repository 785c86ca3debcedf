import type { JsonObject } from '../json';

/** The operators' CustomResourceDefinitions, in our own words: the fields that pipelines use. */
export const CRDS: JsonObject[] = [];
