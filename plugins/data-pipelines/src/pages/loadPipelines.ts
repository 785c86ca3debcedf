import type { DataPipelinesApi, PipelineSummary } from '@penstock/backstage-plugin-data-pipelines-common';

const PAGE = 500;

/** More pages than this are not fetched; the page then says "at least". */
const MOST_PAGES = 4;

/** Every pipeline that the user may see, up to a bound. */
export interface AllPipelines {
  items: PipelineSummary[];
  /** False where the bound cut the list. */
  complete: boolean;
  /** The permission without which the user may see no pipeline at all; then there are no items. */
  refused?: string;
}

/** Follows the cursor of the list up to 2,000 pipelines. */
export async function loadPipelines(api: DataPipelinesApi): Promise<AllPipelines> {
  const items: PipelineSummary[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await api.listPipelines({ limit: PAGE, ...(cursor ? { cursor } : {}) });
    items.push(...answer.items);
    cursor = answer.nextCursor;
    if (answer.access?.allowed === false) return { items: [], complete: true, refused: answer.access.permission };
    if (!cursor) return { items, complete: true };
  }
  return { items, complete: false };
}
