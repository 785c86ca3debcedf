/**
 * Data pipelines on Kubernetes in Backstage: which there are, how they are and
 * why. The default export is the plugin for the new frontend system.
 *
 * @packageDocumentation
 */
export { default } from './plugin';
export { dataPipelinesApiRef } from './api/dataPipelinesApiRef';
export {
  simulationControlsApiRef,
  type FaultInForce,
  type FaultKind,
  type FaultOrder,
  type FaultParameter,
  type SimulationControls,
} from './api/simulationControlsApiRef';
export { dataPipelinesTranslationRef } from './translations';
