/** The texts of a map in a step's parameters; other values are passed over. */
export function textMap(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const entries = Object.entries(value).flatMap(([key, item]): [string, string][] => (typeof item === 'string' ? [[key, item]] : []));
  return Object.fromEntries(entries);
}
