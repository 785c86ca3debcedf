import { clockSkew } from './clockSkew';
import { corrupt } from './corrupt';
import { driverFault } from './driverFault';
import { error500 } from './error500';
import { expireWatches } from './expireWatches';
import type { Fault, FaultParameter, Healing } from './Fault';
import { hang } from './hang';
import { loseNode } from './loseNode';
import { losePod } from './losePod';
import { refuse } from './refuse';
import { revokeRight } from './revokeRight';
import { revokeToken } from './revokeToken';
import { silent } from './silent';
import { slow } from './slow';
import { throttle } from './throttle';

/** Every fault that can be ordered. */
export const FAULTS: readonly Fault[] = [
  refuse,
  hang,
  slow,
  error500,
  throttle,
  revokeToken,
  revokeRight,
  expireWatches,
  corrupt,
  losePod,
  loseNode,
  driverFault,
  silent,
  clockSkew,
];

/** A kind of fault as a menu shows it. */
export interface CatalogueEntry {
  fault: string;
  label: string;
  explanation: string;
  healing: Healing;
  parameters: readonly FaultParameter[];
}

/** What can be ordered, for the menu of the page. */
export function catalogue(): CatalogueEntry[] {
  return FAULTS.map(({ name, label, explanation, healing, parameters }) => ({
    fault: name,
    label,
    explanation,
    healing,
    parameters,
  }));
}
