/** How long one request may take before the page says that it cannot know, in milliseconds. */
export const REQUEST_DEADLINE_MS = 20_000;

/**
 * Gives every request a deadline, so that a hanging backend becomes an error
 * that can be shown and not an endless skeleton.
 */
export function fetchWithDeadline(inner: typeof fetch, deadlineMs: number = REQUEST_DEADLINE_MS): typeof fetch {
  return (input, init) => {
    const deadline = AbortSignal.timeout(deadlineMs);
    const signal = init?.signal ? AbortSignal.any([init.signal, deadline]) : deadline;
    return inner(input, { ...init, signal });
  };
}
