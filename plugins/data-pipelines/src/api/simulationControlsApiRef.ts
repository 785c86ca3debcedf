import { createApiRef } from '@backstage/frontend-plugin-api';

/** One thing to be said when a fault is ordered. @public */
export interface FaultParameter {
  name: string;
  label: string;
  type: 'text' | 'number';
  /** The only texts that are taken. */
  choices?: readonly string[];
  least?: number;
  most?: number;
  default?: string | number;
  optional?: boolean;
}

/** A kind of fault that the simulated clusters can have. @public */
export interface FaultKind {
  fault: string;
  label: string;
  /** One sentence: what happens. */
  explanation: string;
  healing: 'when healed' | 'at once' | 'by a restore';
  parameters: readonly FaultParameter[];
}

/** A fault in force. @public */
export interface FaultInForce {
  id: string;
  cluster: string;
  fault: string;
  label: string;
  description: string;
}

/** What is ordered: the kind of fault, where, and its parameters by name. @public */
export interface FaultOrder {
  fault: string;
  cluster: string;
  parameters: Readonly<Record<string, string | number>>;
}

/** The switches of simulated clusters. @public */
export interface SimulationControls {
  /** The name of the permission that ordering, healing and resetting need; its action is `update`. */
  readonly permission: string;
  /** The kinds of fault; undefined where there is no simulation to switch. */
  catalogue(): Promise<readonly FaultKind[] | undefined>;
  faults(): Promise<readonly FaultInForce[]>;
  order(order: FaultOrder): Promise<void>;
  healAll(): Promise<void>;
  /** Begins again with the first state. */
  reset(): Promise<void>;
}

/**
 * Optional: an app whose clusters are simulated gives it, and the banner of
 * the pages then offers to break something and to begin again.
 * @public
 */
export const simulationControlsApiRef = createApiRef<SimulationControls>({ id: 'plugin.data-pipelines.simulation-controls' });
