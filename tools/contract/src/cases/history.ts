import { until } from 'control-plane';
import { configMap } from '../configMap';
import type { CaseContext, ContractCase } from '../ContractCase';
import { readObject } from '../KubeObject';
import { expectFailure, expectFailureStatus } from '../expectFailure';

const NAMES = ['c0', 'c1', 'c2', 'c3', 'c4'];
const MINE = 'labelSelector=mine';

/**
 * Makes the server forget. A real one restarts for that, and answers 429 for
 * each kind until its cache has read the storage again.
 */
async function forgetHistory({ admin, core, basins, target }: CaseContext) {
  await target.forgetHistory();
  for (const path of [core('configmaps'), core('secrets'), basins]) {
    await until(`the cache of ${path}`, 60_000, async () => {
      const { status } = await admin.get(`${path}?resourceVersion=0&limit=1`);
      return status === 429 ? undefined : status;
    });
  }
}

/** Five ConfigMaps, and the version before the server forgot it. */
async function forget(context: CaseContext): Promise<string> {
  const { admin, core } = context;
  const old = await admin.get(core(`configmaps?${MINE}`));
  for (const name of NAMES) {
    await admin.post(
      core('configmaps'),
      configMap(name, {}, { labels: { mine: '' } }),
    );
  }
  await forgetHistory(context);
  return old.object.metadata.resourceVersion ?? '';
}

const watchTooOld: ContractCase = {
  id: 'watch-too-old',
  title: 'answers 200 and one error event to a watch from a forgotten version',
  async run(context) {
    const { admin, core, basins } = context;
    const old = await forget(context);
    for (const path of [core('configmaps'), basins]) {
      const watch = await admin.watch(
        `${path}?watch=1&resourceVersion=${old}&timeoutSeconds=2`,
        {},
      );
      expect(watch.status).toBe(200);
      expect(watch.events.map(event => event.type)).toEqual(['ERROR']);
      expectFailureStatus(watch.events[0].object, {
        code: 410,
        reason: 'Expired',
        message: /^too old resource version: \d+ \(\d+\)$/,
      });
    }
  },
};

const streamingList: ContractCase = {
  id: 'watch-too-old-sendInitialEvents',
  title: 'never answers 410 to a streaming list',
  async run(context) {
    const { admin, core } = context;
    const old = await forget(context);
    const watch = await admin.watch(
      core(
        `configmaps?watch=1&${MINE}&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&resourceVersion=${old}`,
      ),
      { until: events => events.some(event => event.type === 'BOOKMARK') },
    );
    expect(watch.events.map(event => event.type)).toEqual([
      ...NAMES.map(() => 'ADDED'),
      'BOOKMARK',
    ]);
  },
};

const exactList: ContractCase = {
  id: 'list-exact-compacted',
  title:
    'answers 410 to a list at exactly a forgotten version, not to one no older',
  async run(context) {
    const { admin, core } = context;
    const old = await forget(context);
    expectFailure(
      await admin.get(
        core(
          `configmaps?resourceVersion=${old}&resourceVersionMatch=Exact&limit=2`,
        ),
      ),
      {
        code: 410,
        reason: 'Expired',
        message: 'The resourceVersion for the provided list is too old.',
      },
    );
    const newer = await admin.get(
      core(
        `configmaps?${MINE}&resourceVersion=${old}&resourceVersionMatch=NotOlderThan`,
      ),
    );
    expect(newer.names).toEqual(NAMES);
  },
};

const expiredContinue: ContractCase = {
  id: 'continue-expired',
  title:
    'answers 410 with a new token to an expired one, and goes on with that',
  async run(context) {
    const { admin, core } = context;
    for (const name of NAMES) {
      await admin.post(core('secrets'), {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name },
      });
    }
    const first = await admin.get(core('secrets?limit=2'));
    // The version of the page must be older than what the server still has.
    await admin.post(core('configmaps'), configMap('later'));
    await forgetHistory(context);
    const page = (token: unknown) =>
      admin.get(
        core(`secrets?limit=2&continue=${encodeURIComponent(String(token))}`),
      );
    const expired = await page(first.object.metadata.continue);
    expect(expired.status).toBe(410);
    expect(expired.body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: { continue: expect.any(String) },
      status: 'Failure',
      message:
        'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
      reason: 'Expired',
      code: 410,
    });
    const { metadata } = readObject(expired.body);
    const rest = await page(metadata.continue);
    expect(rest.names).toEqual(['c2', 'c3']);
    const last = await page(rest.object.metadata.continue);
    expect(last.names).toEqual(['c4']);
  },
};

/** What a server does that has forgotten old versions. */
export const historyCases: ContractCase[] = [
  watchTooOld,
  streamingList,
  exactList,
  expiredContinue,
];
