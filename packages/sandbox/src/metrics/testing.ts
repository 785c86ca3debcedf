/** What a test of another package needs to ask the same samples here and elsewhere. */
export { answerQuery } from './queryApi';
export { factsBefore } from './past';
export { pointsOf } from './points';
export { SeriesStore } from './seriesStore';
export { STORY_NOW, storyFacts } from './storyFacts';
export type { MetricPoint } from './metricPoint';
