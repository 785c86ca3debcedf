import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { useSignal } from '@backstage/plugin-signals-react';
import type { DataPipelinesApi, Operation } from '@penstock/backstage-plugin-data-pipelines-common';
import { useClock } from './clock';
import { dataPipelinesApiRef } from './dataPipelinesApiRef';
import { readError } from './readError';
import { hasEnded } from './operationPhases';
import { SIGNAL_CHANNEL } from './useLive';

/** How long one long poll waits for a change, in seconds. */
export const WAIT_SECONDS = 20;

/** How often an operation that has ended is read again, in milliseconds: its undo may run out. */
export const ENDED_MS = 60_000;

/** An operation that a page follows; where reading fails the last state stays, with the error. */
export type Followed =
  | { state: 'loading' }
  | { state: 'failed'; error: Error; retry: () => void }
  | {
      state: 'ready';
      operation: Operation;
      /** When it was last read, milliseconds since 1970. */
      readAt: number;
      error?: Error;
      retry: () => void;
      /** Takes over a newer state that came by another way, e.g. from cancelling. */
      take: (operation: Operation) => void;
    };

interface Held {
  id: string;
  operation?: Operation;
  readAt: number;
  error?: Error;
}

/** A pause that ends early when `wake` is called, or for good when the signal is aborted. */
function pause(ms: number, signal: AbortSignal, onWake: (wake: () => void) => void): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, ms);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    onWake(end);
    signal.addEventListener('abort', end, { once: true });
  });
}

/** Milliseconds until the next request: few after a change, more after each failure; never a busy loop. */
export function restBefore(next: { failures: number; ended: boolean; changed: boolean }): number {
  if (next.failures > 0) return Math.min(15_000, 1000 * 2 ** (next.failures - 1));
  if (next.ended) return ENDED_MS;
  return next.changed ? 250 : 1000;
}

interface Loop {
  api: DataPipelinesApi;
  id: string;
  signal: AbortSignal;
  held: (operation: Operation) => void;
  failed: (error: Error) => void;
  onWake: (wake: () => void) => void;
}

async function follow({ api, id, signal, held, failed, onWake }: Loop): Promise<void> {
  let version: number | undefined;
  let ended = false;
  let failures = 0;
  while (!signal.aborted) {
    let changed = false;
    try {
      const wait = version === undefined || ended || failures > 0 ? undefined : { after: version, wait: WAIT_SECONDS };
      const operation = await api.getOperation(id, wait, { signal });
      if (signal.aborted) return;
      changed = operation.summary.version !== version;
      version = operation.summary.version;
      ended = hasEnded(operation.summary.phase);
      failures = 0;
      held(operation);
    } catch (thrown) {
      if (signal.aborted) return;
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      failed(error);
      failures += 1;
      // Not there, or not for this user: asking again does not help until somebody wants it.
      if (version === undefined && readError(error).kind !== 'failed') return;
    }
    await pause(restBefore({ failures, ended, changed }), signal, onWake);
  }
}

/**
 * Follows an operation by long polling: a change is there as soon as the
 * server tells it. Rests while the page is hidden and after failures, longer
 * each time; a signal of the backend ends a rest.
 */
export function useOperation(id: string): Followed {
  const api = useApi(dataPipelinesApiRef);
  const clock = useClock();
  const { lastSignal } = useSignal(SIGNAL_CHANNEL);
  const [held, setHeld] = useState<Held>({ id, readAt: 0 });
  const [attempt, setAttempt] = useState(0);
  const [hidden, setHidden] = useState(document.hidden);
  const wake = useRef<() => void>(() => {});

  const take = useCallback(
    (operation: Operation) =>
      setHeld(before => {
        const older = before.id === id && before.operation && before.operation.summary.version > operation.summary.version;
        return older ? { ...before, readAt: clock.now(), error: undefined } : { id, operation, readAt: clock.now() };
      }),
    [clock, id],
  );

  useEffect(() => {
    const look = () => setHidden(document.hidden);
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);

  useEffect(() => {
    if (hidden) return undefined;
    const stop = new AbortController();
    follow({
      api,
      id,
      signal: stop.signal,
      held: take,
      failed: error => setHeld(before => (before.id === id ? { ...before, error } : { id, readAt: 0, error })),
      onWake: call => {
        wake.current = call;
      },
    });
    return () => stop.abort();
  }, [api, id, take, attempt, hidden]);

  useEffect(() => {
    if (lastSignal !== null) wake.current();
  }, [lastSignal]);

  const retry = useCallback(() => {
    setHeld(before => (before.operation ? before : { id, readAt: 0 }));
    setAttempt(count => count + 1);
  }, [id]);

  if (held.id !== id) return { state: 'loading' };
  const { operation, readAt, error } = held;
  if (operation) return { state: 'ready', operation, readAt, error, retry, take };
  return error ? { state: 'failed', error, retry } : { state: 'loading' };
}
