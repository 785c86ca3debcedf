import { useCallback, useRef, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type { Confirmation, Operation, Plan, StartRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef } from './dataPipelinesApiRef';
import { newIntentKey } from './intentKey';
import { readError } from './readError';

/** How a start goes. */
export type Starting =
  | { state: 'idle' }
  | { state: 'starting' }
  /** The world has changed since `plan` was drawn; nothing was started. */
  | { state: 'changed'; plan: Plan; error: Error }
  | { state: 'failed'; error: Error };

/** A way to start a plan, and how the last attempt went. */
export interface Start {
  starting: Starting;
  start: (plan: Plan, confirmation: Confirmation) => void;
  /** Forgets how the last attempt went. */
  reset: () => void;
}

/**
 * Starts plans: one at a time, so that a double click starts once, and with
 * one Idempotency-Key per intent. A repeated attempt of the same intent has the
 * same key, so that a lost answer does not start it twice.
 */
export function useStart(onStarted: (operation: Operation) => void): Start {
  const api = useApi(dataPipelinesApiRef);
  const [starting, setStarting] = useState<Starting>({ state: 'idle' });
  const running = useRef(false);
  const intent = useRef<{ body: string; key: string }>();
  const told = useRef(onStarted);
  told.current = onStarted;
  const start = useCallback(
    (plan: Plan, confirmation: Confirmation) => {
      if (running.current) return;
      running.current = true;
      const request: StartRequest = { plan: plan.id, hash: plan.hash, request: plan.request, confirmation };
      const body = JSON.stringify(request);
      if (intent.current?.body !== body) intent.current = { body, key: newIntentKey() };
      setStarting({ state: 'starting' });
      api.startOperation(request, intent.current.key).then(
        operation => {
          running.current = false;
          setStarting({ state: 'idle' });
          told.current(operation);
        },
        thrown => {
          running.current = false;
          const error = thrown instanceof Error ? thrown : new Error(String(thrown));
          setStarting(readError(error).code === 'PLAN_CHANGED' ? { state: 'changed', plan, error } : { state: 'failed', error });
        },
      );
    },
    [api],
  );
  const reset = useCallback(() => setStarting({ state: 'idle' }), []);
  return { starting, start, reset };
}
