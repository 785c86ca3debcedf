export { requireControlPlane } from './requireControlPlane';
export { startTarget } from './startTarget';
export type { Target, TargetName } from './target';
