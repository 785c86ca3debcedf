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

const PAGE = 200;
const CONCURRENT_READS = 4;

/**
 * Reads the whole of it. A pipeline that vanishes while reading is left out,
 * and a later reading decides; anything else that fails, fails the whole.
 */
export async function observeWorld(api: DataPipelinesApi, token: () => Promise<string>): Promise<ObservedWorld> {
  const options = async () => ({ token: await token() });
  // The clusters first: what they say of their freshness must not be younger than the pipelines.
  const clusters = (await api.listClusters(await options())).items;
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.listPipelines({ limit: PAGE, cursor }, await options());
    names.push(...page.items.map(({ name }) => name));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  const pipelines: Pipeline[] = [];
  const waiting = [...names];
  const worker = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const pipeline = await api.getPipeline(name, await options()).catch(undefinedWhenGone);
      if (pipeline) pipelines.push(pipeline);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_READS }, worker));
  return { clusters, pipelines };
}

function undefinedWhenGone(error: unknown): undefined {
  const gone = typeof error === 'object' && error !== null && 'statusCode' in error && error.statusCode === 404;
  if (!gone) throw error;
  return undefined;
}
