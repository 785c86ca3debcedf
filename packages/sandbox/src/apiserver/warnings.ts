/** The `Warning` headers for the given texts, as the API server writes them. */
export function warningHeaders(warnings: string[]): Record<string, string> {
  return warnings.length === 0
    ? {}
    : {
        Warning: warnings
          .map(text => `299 - ${JSON.stringify(text)}`)
          .join(', '),
      };
}
