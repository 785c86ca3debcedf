/** The texts of a map in a step's parameters; other values are passed over. */
export function textMap(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const entries = Object.entries(value).flatMap(([key, item]): [string, string][] => (typeof item === 'string' ? [[key, item]] : []));
  return Object.fromEntries(entries);
}

/** One claim that a cut is meant to have. */
export interface PlannedMember {
  claim: string;
  element: string;
  /** Of the claim that the plan saw. */
  claimUid: string;
  /** Name of its snapshot; absent in a group, where the controller names it. */
  snapshot?: string;
}

/** The planned members in a step's parameters. */
export function plannedMembers(value: unknown): readonly PlannedMember[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap(each => {
    const { claim, element, claimUid, snapshot } = textMap(each);
    return claim === undefined ? [] : [{ claim, element: element ?? '', claimUid: claimUid ?? '', ...(snapshot === undefined ? {} : { snapshot }) }];
  });
}
