import type { OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';

/** Longest name of a copy: operators make names of pods and services out of it. */
export const LONGEST_NAME = 53;

const NAME = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** What is entered of a clone: of which element by id, under which name, and from which point; from the volumes as they are without one. */
export interface CloneChoice {
  element: string;
  name: string;
  recoveryPoint?: string;
}

/** A name to begin with, which none of those taken is. Pure. */
export function nameOfCopy(element: string, taken: readonly string[] = []): string {
  for (let count = 1; ; count += 1) {
    const end = count === 1 ? '-test' : `-test-${count}`;
    const name = `${element.slice(0, LONGEST_NAME - end.length).replace(/-+$/, '')}${end}`;
    if (!taken.includes(name)) return name;
  }
}

/** Whether operators take it as a name: a DNS label that begins with a letter. Pure. */
export function isNameOfCopy(name: string): boolean {
  return name.length <= LONGEST_NAME && NAME.test(name);
}

/** The request for a plan; undefined for what is no name. Pure. */
export function cloneRequest({ element, name, recoveryPoint }: CloneChoice): OperationRequest | undefined {
  return isNameOfCopy(name) ? { kind: 'clone', element, name, ...(recoveryPoint !== undefined && { recoveryPoint }) } : undefined;
}
