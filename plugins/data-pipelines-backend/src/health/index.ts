/** Engine facts, volumes and metrics become health. Pure: no clock, no randomness, nothing awaited. */
export { assessPipeline } from './assessPipeline';
export type { Flow, PipelineAssessment } from './assessPipeline';
export type { ElementAssessment } from './assessElement';
export type { AssessContext, ElementSubject } from './context';
export { elementFreshness, worstFreshness } from './freshness';
export { readThresholds } from './readThresholds';
export { DEFAULT_SETTINGS, DEFAULT_THRESHOLDS } from './thresholds';
export type { Limit, Thresholds, ThresholdSettings } from './thresholds';
export { encryptionOf, expandableOf, provisionerOf, volumeCopies } from './storageClass';
