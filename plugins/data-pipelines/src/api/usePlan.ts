import { useCallback, useEffect, useMemo, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type { OperationRequest, Plan } from '@penstock/backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef } from './dataPipelinesApiRef';
import { newestOnly, type Answered } from './newestOnly';

/** How long a request has to stay the same before its plan is drawn, in milliseconds: while a number is typed or a slider moves. */
export const PLAN_DEBOUNCE_MS = 250;

/** The plan of what a dialog asks for. `plan` is the last one that was drawn, also while another one is. */
export interface DrawnPlan {
  plan?: Plan;
  /** Whether `plan` is that of the request as it stands. */
  current: boolean;
  error?: Error;
  /** Draws it again, e.g. where the world has changed. */
  redraw: () => void;
}

/**
 * Draws the plan of a request, and again with each change of it, the last one
 * winning; nothing while there is no request.
 */
export function usePlan(request: OperationRequest | undefined, debounceMs: number = PLAN_DEBOUNCE_MS): DrawnPlan {
  const api = useApi(dataPipelinesApiRef);
  const [answered, setAnswered] = useState<Answered<string, Plan>>();
  const [plan, setPlan] = useState<Plan>();
  const key = request && JSON.stringify(request);
  const desk = useMemo(
    () =>
      newestOnly<string, Plan>(
        (question, signal) => api.createPlan(JSON.parse(question), { signal }),
        told => {
          setAnswered(told);
          if (told.state === 'answered') setPlan(told.answer);
        },
      ),
    [api],
  );
  useEffect(() => () => desk.stop(), [desk]);
  useEffect(() => {
    desk.stop();
    setAnswered(undefined);
    if (key === undefined) return undefined;
    const timer = setTimeout(() => desk.ask(key), debounceMs);
    return () => clearTimeout(timer);
  }, [desk, key, debounceMs]);
  const redraw = useCallback(() => {
    if (key !== undefined) desk.ask(key);
  }, [desk, key]);
  const ofThis = answered?.question === key ? answered : undefined;
  return {
    plan,
    current: ofThis?.state === 'answered',
    error: ofThis?.state === 'failed' ? ofThis.error : undefined,
    redraw,
  };
}
