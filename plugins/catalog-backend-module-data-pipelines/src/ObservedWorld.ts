import type {
  Cluster,
  DataPipelinesApi,
  Pipeline,
} from '@penstock/backstage-plugin-data-pipelines-common';

/** What the data-pipelines API said at one moment. */
export interface ObservedWorld {
  clusters: readonly Cluster[];
  pipelines: readonly Pipeline[];
}

/** A pipeline in whole is some 50 kB; more at once would hold up the backend that writes it. */
const PAGE = 50;

/** Reads the whole of it: one request for the clusters and one for each page of pipelines. What fails, fails the whole. */
export async function observeWorld(
  api: Pick<DataPipelinesApi, 'listClusters' | 'listPipelines'>,
  token: () => Promise<string>,
): Promise<ObservedWorld> {
  const options = async () => ({ token: await token() });
  // The clusters first: what they say of their freshness must not be younger than the pipelines.
  const clusters = (await api.listClusters(await options())).items;
  const pipelines = new Map<string, Pipeline>();
  let cursor: string | undefined;
  do {
    const page = await api.listPipelines({ limit: PAGE, cursor, expand: 'elements' }, await options());
    // By name: one whose status changes between two pages may be on both.
    for (const pipeline of page.pipelines ?? []) pipelines.set(pipeline.summary.name, pipeline);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return { clusters, pipelines: [...pipelines.values()] };
}
