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

/** A name to begin with. Pure. */
export function nameOfCopy(element: string): string {
  const begin = element.slice(0, LONGEST_NAME - '-test'.length).replace(/-+$/, '');
  return `${begin}-test`;
}

/** Whether operators take it as a name: a DNS label that begins with a letter. Pure. */
export function isNameOfCopy(name: string): boolean {
  return name.length <= LONGEST_NAME && NAME.test(name);
}

/** The request for a plan; undefined for what is no name. Pure. */
export function cloneRequest({ element, name, recoveryPoint }: CloneChoice): OperationRequest | undefined {
  return isNameOfCopy(name) ? { kind: 'clone', element, name, ...(recoveryPoint !== undefined && { recoveryPoint }) } : undefined;
}
