import type { Operation } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FaultWorld } from './FaultWorld';

/** One line of the fault table: what goes wrong, with which operation, and how it must end. */
export interface FaultRow {
  fault: string;
  operation: string;
  /** Final phase, and the code of the failure: `Failed NAME_TAKEN`; several where either may rightly come first. */
  ends: string | readonly string[];
  /** Where it is played, when not everywhere. */
  only?: 'sandbox';
  /** Seconds that writes may be paused in it, when that is not the usual limit. */
  pauseLimitSeconds?: number;
  /** The request by which a product that was killed shows that it goes on. */
  resumesBy?: RegExp;
  /** Lets it happen. @returns the operation at its end */
  play(world: FaultWorld): Promise<Operation>;
}

/** A line as it came out. */
export interface PlayedRow {
  fault: string;
  operation: string;
  where: string;
  outcome: string;
  /** From before the operation was asked for to its end. */
  seconds: number;
  /** After the start of a killed product: until it touched the operation's cluster again. */
  resumedSeconds?: number;
  /** Longest pause of writes. */
  pausedSeconds?: number;
  leftovers: number;
  /** Whether it is as it must be; else what is not. */
  verdict: string;
}
