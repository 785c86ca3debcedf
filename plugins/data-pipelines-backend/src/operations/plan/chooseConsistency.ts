import type { Consistency, PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ConsistencyOption, OperationNames } from '@penstock/backstage-plugin-data-pipelines-node';
import { objected, passed } from '../../engines/shared/preflightCodes';
import { operationsOf } from './findElements';
import { PREFLIGHT_CODES as CODES } from './preflight/codes';
import type { WorldElement } from './World';

const STRENGTH: readonly Consistency[] = ['crash', 'application', 'native'];

/** How an element is cut, and why not better. */
export interface ChosenConsistency {
  option: ConsistencyOption;
  /** Why it is less than wanted. */
  downgraded?: string;
  check: PreflightCheck;
}

function blocking(option: ConsistencyOption): PreflightCheck | undefined {
  return option.checks.find(({ result }) => result === 'block');
}

/** The strongest way that the engine offers, no stronger than wanted. */
export function chooseConsistency(element: WorldElement, wanted: Consistency, input: { longestPauseSeconds: number; names: OperationNames }): ChosenConsistency {
  const options = operationsOf(element).consistencies(element, input);
  const within = options
    .filter(({ consistency }) => STRENGTH.indexOf(consistency) <= STRENGTH.indexOf(wanted))
    .sort((a, b) => STRENGTH.indexOf(b.consistency) - STRENGTH.indexOf(a.consistency));
  const option = within.find(each => blocking(each) === undefined) ?? within[within.length - 1];
  if (option === undefined) throw new Error(`The engine ${element.engine.id} offers no way to cut ${element.id}; crash is always one.`);
  if (option.consistency === wanted) {
    return { option, check: passed(CODES.CONSISTENCY_OFFERED, `${element.id}: ${wanted} consistency`) };
  }
  const better = options.find(({ consistency }) => consistency === wanted);
  const why = better === undefined ? `${element.engine.title} offers no ${wanted} consistency` : blocking(better)?.sentence ?? 'it cannot be had';
  const downgraded = `${element.id} is cut with ${option.consistency} consistency, not ${wanted}: ${why}`;
  return {
    option,
    downgraded,
    check: objected(CODES.CONSISTENCY_OFFERED, 'warn', { sentence: downgraded, remedy: better === undefined ? `Go on if ${option.consistency} is enough.` : blocking(better)?.remedy ?? `Go on if ${option.consistency} is enough.` }),
  };
}
