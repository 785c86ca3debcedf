import type { FaultInForce, FaultKind, FaultOrder, SimulationControls } from '../api/simulationControlsApiRef';

/** Kinds of fault of each sort: one for an element, one with numbers. */
export const FAULT_KINDS: FaultKind[] = [
  {
    fault: 'corrupt',
    label: 'Data corrupted',
    explanation: 'Files of an element are overwritten.',
    healing: 'by a restore',
    parameters: [
      { name: 'namespace', label: 'Namespace', type: 'text' },
      { name: 'element', label: 'Element', type: 'text' },
    ],
  },
  {
    fault: 'slow',
    label: 'API slow',
    explanation: 'Every answer waits.',
    healing: 'when healed',
    parameters: [{ name: 'delayMs', label: 'Wait in milliseconds', type: 'number', least: 1, most: 60000, default: 500 }],
  },
];

/** The switches of a simulation, remembering what was asked; without kinds there is no simulation. */
export class FakeSimulation implements SimulationControls {
  readonly permission = 'simulation.control';
  readonly asked: string[] = [];
  readonly ordered: FaultOrder[] = [];
  inForce: FaultInForce[] = [];
  /** When set, what is asked fails with it. */
  failure?: Error;
  readonly #kinds: FaultKind[] | undefined;

  constructor(kinds: FaultKind[] | undefined) {
    this.#kinds = kinds;
  }

  async catalogue(): Promise<FaultKind[] | undefined> {
    return this.#kinds;
  }

  async faults(): Promise<FaultInForce[]> {
    return this.inForce;
  }

  async order(order: FaultOrder): Promise<void> {
    this.ordered.push(order);
    if (this.failure) throw this.failure;
    this.inForce = [{ id: order.fault, cluster: order.cluster, fault: order.fault, label: 'Data corrupted', description: 'data is damaged' }];
  }

  async healAll(): Promise<void> {
    this.asked.push('heal');
    this.inForce = [];
  }

  async reset(): Promise<void> {
    this.asked.push('reset');
    this.inForce = [];
  }
}

/** An app whose clusters are not simulated. */
export const NO_SIMULATION: SimulationControls = new FakeSimulation(undefined);
