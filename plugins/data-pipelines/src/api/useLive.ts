import { useCallback, useEffect, useRef, useState } from 'react';
import { useSignal } from '@backstage/plugin-signals-react';
import { useClock } from './clock';
import { onRefreshPages } from './refreshPages';

/** The signal channel on which the backend says that something changed. */
export const SIGNAL_CHANNEL = 'data-pipelines';

/** How often a page asks while no signals arrive, in milliseconds. */
export const POLL_MS = 5_000;

/** How often a page asks while signals arrive, so that ages stay true, in milliseconds. */
export const POLL_WITH_SIGNALS_MS = 15_000;

/**
 * What a page has in hand: nothing yet, a failure before the first answer, or
 * an answer that stays usable while a newer one is fetched or cannot be had.
 */
export type Live<T> =
  | { state: 'loading' }
  | { state: 'failed'; error: Error; retry: () => void }
  | {
      state: 'ready';
      value: T;
      /** When the answer arrived, milliseconds since 1970. */
      loadedAt: number;
      refreshing: boolean;
      /** Why the newest attempt failed; the value is then the last good one. */
      error?: Error;
      refresh: () => void;
    };

interface Held<T> {
  key: string;
  value?: { of: T; loadedAt: number };
  error?: Error;
  refreshing: boolean;
}

/** One request under way; `again` when something changed since it left. */
interface Flight {
  key: string;
  again: boolean;
}

/**
 * Loads, and keeps up to date, what `load` answers for `key`: by signals where
 * there are any, by polling in any case; not while the page is hidden. There
 * is one request at a time; the answer for an older key is forgotten. With
 * `follow: false` it loads once, for forms that must not change under the user.
 */
export function useLive<T>(key: string, load: () => Promise<T>, { follow = true }: { follow?: boolean } = {}): Live<T> {
  const clock = useClock();
  const { lastSignal } = useSignal(SIGNAL_CHANNEL);
  const [held, setHeld] = useState<Held<T>>({ key, refreshing: true });
  const loadRef = useRef(load);
  loadRef.current = load;
  const flight = useRef<Flight>();

  const refresh = useCallback(() => {
    if (flight.current?.key === key) {
      flight.current.again = true;
      return;
    }
    const mine: Flight = { key, again: false };
    flight.current = mine;
    setHeld(before => (before.key === key ? { ...before, refreshing: true } : { key, refreshing: true }));
    const land = (change: (before: Held<T>) => Held<T>) => {
      if (flight.current !== mine) return;
      flight.current = undefined;
      setHeld(change);
      if (mine.again) refresh();
    };
    loadRef.current().then(
      of => land(() => ({ key, value: { of, loadedAt: clock.now() }, refreshing: false })),
      thrown => {
        const error = thrown instanceof Error ? thrown : new Error(String(thrown));
        land(before => ({ key, value: before.key === key ? before.value : undefined, error, refreshing: false }));
      },
    );
  }, [key, clock]);

  useEffect(() => {
    refresh();
    return () => {
      flight.current = undefined;
    };
  }, [refresh]);

  const signalled = lastSignal !== null;
  useEffect(() => {
    if (follow && signalled && !document.hidden) refresh();
  }, [follow, lastSignal, signalled, refresh]);

  useEffect(() => (follow ? onRefreshPages(refresh) : undefined), [follow, refresh]);

  useEffect(() => {
    if (!follow) return undefined;
    const poll = () => {
      if (!document.hidden && !flight.current) refresh();
    };
    const timer = setInterval(poll, signalled ? POLL_WITH_SIGNALS_MS : POLL_MS);
    document.addEventListener('visibilitychange', poll);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', poll);
    };
  }, [follow, refresh, signalled]);

  if (held.key !== key) return { state: 'loading' };
  if (held.value) {
    const { of, loadedAt } = held.value;
    return { state: 'ready', value: of, loadedAt, refreshing: held.refreshing, error: held.error, refresh };
  }
  return held.error ? { state: 'failed', error: held.error, retry: refresh } : { state: 'loading' };
}
