import { useApi } from '@backstage/frontend-plugin-api';
import type { ListSchedulesQuery, ScheduleList } from '@penstock/backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef } from '../api/dataPipelinesApiRef';
import { useLive, type Live } from '../api/useLive';

/** Keeps the schedules of a pipeline or an element up to date, and which elements none covers. */
export function useSchedules(of: ListSchedulesQuery): Live<ScheduleList> {
  const api = useApi(dataPipelinesApiRef);
  return useLive(`schedules ${JSON.stringify(of)}`, () => api.listSchedules(of));
}
