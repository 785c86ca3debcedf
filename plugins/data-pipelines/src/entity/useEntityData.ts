import { useApi } from '@backstage/frontend-plugin-api';
import type { DataPipelinesApi, Pipeline } from '@penstock/backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef } from '../api/dataPipelinesApiRef';
import { useLive, type Live } from '../api/useLive';
import type { EntityData } from './entityData';

/** A pipeline, and the element in it that the entity stands for, where it is one. */
export interface Shown {
  pipeline: Pipeline;
  element?: string;
}

async function load(api: DataPipelinesApi, data: EntityData): Promise<Shown | undefined> {
  if (data.kind === 'none') return undefined;
  if (data.kind === 'pipeline') return { pipeline: await api.getPipeline(data.name) };
  const element = await api.getElement(data.id);
  return { pipeline: await api.getPipeline(element.pipeline), element: element.id };
}

/** Keeps what an entity stands for up to date; `undefined` for an entity that is not linked to data. */
export function useEntityData(data: EntityData): Live<Shown | undefined> {
  const api = useApi(dataPipelinesApiRef);
  return useLive(JSON.stringify(data), () => load(api, data));
}
