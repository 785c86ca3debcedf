import type { Cluster } from '../Cluster';

/** A fault in force; healing undoes it wholly, unless it says that only a restore does. */
export interface ActiveFault {
  /** How many requests or calls it has met so far. */
  hits(): number;
  heal(): Promise<void>;
  /** Whether it is in force no more without having been healed, at the moment; absent where that cannot be. */
  isOver?(): Promise<boolean>;
}

/** One thing to be said when a fault is ordered. */
export interface FaultParameter {
  name: string;
  /** For people. */
  label: string;
  type: 'text' | 'number';
  /** The only texts that are taken. */
  choices?: readonly string[];
  least?: number;
  most?: number;
  /** Taken when nothing is said; without it the parameter is required unless it is optional. */
  default?: string | number;
  optional?: boolean;
}

/**
 * How a fault ends: when it is healed, by itself as soon as it has happened,
 * or only by restoring the data.
 */
export type Healing = 'when healed' | 'at once' | 'by a restore';

/** A kind of fault: how it starts and, with it, how it heals. */
export interface Fault {
  name: string;
  /** What the menu of the page calls it. */
  label: string;
  /** One sentence: what happens. */
  explanation: string;
  healing: Healing;
  parameters: readonly FaultParameter[];
  /** One sentence for lists: what this order does. */
  describe(order: FaultOrder): string;
  /** Tells orders of one kind on one cluster apart; orders with the same mark replace each other. */
  mark?(order: FaultOrder): string;
  /**
   * @throws Error in a sentence when what is ordered cannot be done.
   */
  start(cluster: Cluster, order: FaultOrder): Promise<ActiveFault>;
}

/** What is ordered besides the name of the fault, checked against its parameters. */
export class FaultOrder {
  readonly values: Readonly<Record<string, string | number>>;

  constructor(values: Record<string, string | number>) {
    this.values = values;
  }

  /** A number that is required or has a default. */
  number(name: string): number {
    return Number(this.values[name]);
  }

  /** A number that may be absent. */
  numberIf(name: string): number | undefined {
    return this.values[name] === undefined ? undefined : this.number(name);
  }

  /** A text; empty where none is given. */
  text(name: string): string {
    return String(this.values[name] ?? '');
  }

  /**
   * Reads the parameters of a fault from the fields of a body.
   *
   * @throws Error in a sentence when a field is missing or not what it must be.
   */
  static read(
    parameters: readonly FaultParameter[],
    fields: ReadonlyMap<string, unknown>,
  ): FaultOrder {
    const values: Record<string, string | number> = {};
    for (const parameter of parameters) {
      const given = fields.get(parameter.name) ?? parameter.default;
      if (given === undefined || given === '') {
        if (!parameter.optional) {
          throw new Error(`"${parameter.name}" must be given.`);
        }
      } else {
        values[parameter.name] = checked(parameter, given);
      }
    }
    return new FaultOrder(values);
  }
}

const LONGEST_TEXT = 253;

function checked(
  { name, type, choices, least = -Infinity, most = Infinity }: FaultParameter,
  value: unknown,
): string | number {
  if (type === 'number') {
    if (typeof value !== 'number' || !(value >= least && value <= most)) {
      throw new Error(`"${name}" must be a number from ${least} to ${most}.`);
    }
    return value;
  }
  if (typeof value !== 'string' || value.length > LONGEST_TEXT) {
    throw new Error(
      `"${name}" must be a text of at most ${LONGEST_TEXT} characters.`,
    );
  }
  if (choices && !choices.includes(value)) {
    throw new Error(`"${name}" must be one of ${choices.join(', ')}.`);
  }
  return value;
}
