/** How long one request may take before the page says that it cannot know, in milliseconds. */
export const REQUEST_DEADLINE_MS = 20_000;

/** How long the server may let a request wait for a change, in milliseconds: what `wait` of its query says. */
function waitOf(input: RequestInfo | URL): number {
  const address = typeof input === 'string' || input instanceof URL ? String(input) : input.url;
  const seconds = Number(/[?&]wait=(\d+)/.exec(address)?.[1] ?? 0);
  return seconds * 1000;
}

/**
 * Gives every request a deadline, so that a hanging backend becomes an error
 * that can be shown and not an endless skeleton. A request that asks the server
 * to wait has that time on top.
 */
export function fetchWithDeadline(inner: typeof fetch, deadlineMs: number = REQUEST_DEADLINE_MS): typeof fetch {
  return (input, init) => {
    const deadline = AbortSignal.timeout(deadlineMs + waitOf(input));
    const signal = init?.signal ? AbortSignal.any([init.signal, deadline]) : deadline;
    return inner(input, { ...init, signal });
  };
}
