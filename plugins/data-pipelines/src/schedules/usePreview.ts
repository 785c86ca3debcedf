import { useEffect, useMemo, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type { Schedule, ScheduleSpec } from '@penstock/backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef } from '../api/dataPipelinesApiRef';
import { newestOnly, type Answered } from '../api/newestOnly';
import { PLAN_DEBOUNCE_MS } from '../api/usePlan';

/** What a schedule would be, as the server answered for it as it stands. */
export interface SchedulePreview {
  answered?: Answered<string, Schedule>;
  again: () => void;
}

/** What a schedule would be: its words, its next runs, what it keeps; asked with each change, nothing is written. */
export function usePreview(name: string, spec: ScheduleSpec | undefined): SchedulePreview {
  const api = useApi(dataPipelinesApiRef);
  const [answered, setAnswered] = useState<Answered<string, Schedule>>();
  const key = spec && JSON.stringify({ name, spec });
  const desk = useMemo(
    () =>
      newestOnly<string, Schedule>((question, signal) => {
        const asked: { name: string; spec: ScheduleSpec } = JSON.parse(question);
        return api.putSchedule(asked.name, asked.spec, true, { signal });
      }, setAnswered),
    [api],
  );
  useEffect(() => () => desk.stop(), [desk]);
  useEffect(() => {
    desk.stop();
    if (key === undefined) return undefined;
    const timer = setTimeout(() => desk.ask(key), PLAN_DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [desk, key]);
  return { answered: answered?.question === key ? answered : undefined, again: () => key !== undefined && desk.ask(key) };
}
