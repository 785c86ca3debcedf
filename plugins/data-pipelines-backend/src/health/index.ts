/** Engine facts, volumes and metrics become health. Pure: no clock, no randomness, nothing awaited. */
export { healthRules } from './healthRules';
export type { ElementFacts, ElementVerdict, HealthRules, JudgedElement } from './context';
export { elementFreshness, worstFreshness } from './freshness';
export { readThresholds } from './readThresholds';
export { DEFAULT_SETTINGS, DEFAULT_THRESHOLDS, STALE_INTERVALS } from './thresholds';
export type { Limit, Thresholds, ThresholdSettings } from './thresholds';
export { encryptionOf, expandableOf, provisionerOf, volumeCopies } from './storageClass';
