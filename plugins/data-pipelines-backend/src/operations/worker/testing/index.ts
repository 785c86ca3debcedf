export { demoCase, type Blocked } from './demoCase';
export { FakeApiServer, type AskedOf, type Fault, type GivenObject } from './FakeApiServer';
export { failAtEach, killAtEach, runTwice, twoWorkers, undoTwice, type Harnessed } from './harnesses';
export { worldText, type FakeWorld, type OperationCase } from './OperationCase';
export { OperationStage, STAGED_OPERATION, stagedStore, type StagedStore } from './OperationStage';
export { onStage, runWithKills, straightRun, type ActPlace, type Outcome, type Pass } from './runs';
export { SERVED_KINDS, servedKind } from './servedKinds';
