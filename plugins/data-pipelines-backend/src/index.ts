/**
 * The backend of Penstock, and what a permission policy needs to decide about
 * its elements.
 *
 * @packageDocumentation
 */
export { dataPipelinesPlugin as default } from './plugin';
export { createElementConditionalDecision, elementConditions } from './authorization/rules';
