const listeners = new Set<() => void>();

/** Asks everything that is shown to be read again at once, after a change that the user has just made. */
export function refreshPages(): void {
  listeners.forEach(call => call());
}

/** Calls back with each {@link refreshPages} until the returned function is called. */
export function onRefreshPages(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
