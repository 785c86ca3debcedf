import { configMap } from '../configMap';
import type { CaseContext, ContractCase } from '../ContractCase';
import { expectFailureStatus } from '../expectFailure';
import { invalidField } from '../failures';
import type { WatchEvent, WatchOptions } from '../watchApi';

/** ConfigMaps of the case's own, leaving those aside that a server adds by itself. */
const MINE = 'labelSelector=mine';
const LABELS = { labels: { mine: '' } };

function summary(events: WatchEvent[]): string[] {
  return events.map(event => `${event.type} ${event.object.metadata.name}`);
}

async function make(context: CaseContext, name: string): Promise<string> {
  const { admin, core } = context;
  const made = await admin.post(
    core('configmaps'),
    configMap(name, {}, LABELS),
  );
  return made.object.metadata.resourceVersion ?? '';
}

/** Watches the case's own ConfigMaps; without `until`, to the end that the server makes. */
function watchMine(
  { admin, core }: CaseContext,
  query: string,
  options: WatchOptions = {},
) {
  return admin.watch(core(`configmaps?watch=1&${MINE}&${query}`), options);
}

const changes: ContractCase = {
  id: 'watch-from-rv',
  title: 'reports every change after a version, in order and once',
  async run(context) {
    const { admin, core } = context;
    await make(context, 'before');
    const list = await admin.get(core(`configmaps?${MINE}`));
    const from = list.object.metadata.resourceVersion;
    const watch = await watchMine(context, `resourceVersion=${from}`, {
      async onOpen() {
        await make(context, 'a');
        await admin.patch(core('configmaps/a'), 'merge', { data: { k: '2' } });
        await admin.delete(core('configmaps/a'));
        await make(context, 'b');
      },
      until: events => events.length >= 4,
    });
    expect(summary(watch.events)).toEqual([
      'ADDED a',
      'MODIFIED a',
      'DELETED a',
      'ADDED b',
    ]);
    const versions = watch.events.map(event =>
      Number(event.object.metadata.resourceVersion),
    );
    expect(versions).toEqual([...versions].sort((x, y) => x - y));
    expect(new Set(versions).size).toBe(4);
    expect(watch.events[1].object).toMatchObject({
      kind: 'ConfigMap',
      apiVersion: 'v1',
      data: { k: '2' },
    });
  },
};

const replay: ContractCase = {
  id: 'watch-replay',
  title: 'replays what happened since the version asked for',
  async run(context) {
    const { admin, core } = context;
    const from = await make(context, 'a');
    await make(context, 'b');
    await admin.delete(core('configmaps/a'));
    const watch = await watchMine(context, `resourceVersion=${from}`, {
      until: events => events.length >= 2,
    });
    expect(summary(watch.events)).toEqual(['ADDED b', 'DELETED a']);
  },
};

const withoutVersion: ContractCase = {
  id: 'watch-no-rv',
  title: 'starts with what exists when no version is given, whatever the limit',
  async run(context) {
    for (const name of ['a', 'b', 'c']) await make(context, name);
    const watch = await watchMine(context, 'timeoutSeconds=1&limit=2');
    expect(watch).toMatchObject({ status: 200, endedByServer: true });
    expect(summary(watch.events).sort()).toEqual([
      'ADDED a',
      'ADDED b',
      'ADDED c',
    ]);
  },
};

const timeout: ContractCase = {
  id: 'watch-timeout',
  title: 'ends without an event when timeoutSeconds have passed',
  async run(context) {
    const from = await make(context, 'a');
    const watch = await watchMine(
      context,
      `resourceVersion=${from}&timeoutSeconds=1`,
    );
    expect(watch).toMatchObject({
      status: 200,
      endedByServer: true,
      events: [],
    });
  },
};

const streamingList: ContractCase = {
  id: 'watch-sendInitialEvents',
  title: 'streams a list and marks its end with a bookmark',
  async run(context) {
    for (const name of ['a', 'b']) await make(context, name);
    const watch = await watchMine(
      context,
      'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true',
      { until: events => events.some(event => event.type === 'BOOKMARK') },
    );
    expect(summary(watch.events.slice(0, 2)).sort()).toEqual([
      'ADDED a',
      'ADDED b',
    ]);
    const [bookmark, ...more] = watch.events.slice(2);
    expect(more).toEqual([]);
    expect(bookmark.object).toMatchObject({
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: {
        resourceVersion: expect.stringMatching(/^\d+$/),
        annotations: { 'k8s.io/initial-events-end': 'true' },
      },
    });
  },
};

const bookmarks: ContractCase = {
  id: 'watch-bookmarks',
  title: 'sends a bookmark with the newest version before a watch ends',
  async run(context) {
    const { admin, core } = context;
    const from = await make(context, 'a');
    const later = await admin.post(core('configmaps'), configMap('not-mine'));
    const watch = await watchMine(
      context,
      `resourceVersion=${from}&allowWatchBookmarks=true&timeoutSeconds=6`,
    );
    const bookmark = watch.events.find(event => event.type === 'BOOKMARK');
    expect(bookmark?.object).toMatchObject({ kind: 'ConfigMap' });
    expect(
      Number(bookmark?.object.metadata.resourceVersion),
    ).toBeGreaterThanOrEqual(Number(later.object.metadata.resourceVersion));
    expect(watch.events.filter(event => event.type !== 'BOOKMARK')).toEqual([]);
  },
};

const streamingListWithoutMatch: ContractCase = {
  id: 'watch-sendInitialEvents-no-match',
  title: 'refuses a streaming list without resourceVersionMatch',
  async run({ admin, core }) {
    const watch = await admin.watch(
      core(
        'configmaps?watch=1&sendInitialEvents=true&allowWatchBookmarks=true',
      ),
      {},
    );
    expect(watch.status).toBe(422);
    expectFailureStatus(
      JSON.parse(watch.text),
      invalidField(
        { kind: 'ListOptions', group: 'meta.k8s.io' },
        {
          field: 'resourceVersionMatch',
          reason: 'FieldValueForbidden',
          message:
            'Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
        },
      ),
    );
  },
};

const malformedVersion: ContractCase = {
  id: 'watch-bad-rv',
  title: 'answers 500 without a reason to a malformed version',
  async run({ admin, core }) {
    const watch = await admin.watch(
      core('configmaps?watch=1&resourceVersion=abc'),
      {},
    );
    expect(watch.status).toBe(500);
    expectFailureStatus(JSON.parse(watch.text), {
      code: 500,
      message:
        'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
    });
  },
};

const future: ContractCase = {
  id: 'watch-future-rv',
  title: 'waits silently at a version of the future',
  async run({ admin, core }) {
    const watch = await admin.watch(
      core('configmaps?watch=1&resourceVersion=99999999&timeoutSeconds=2'),
      {},
    );
    expect(watch).toMatchObject({ status: 200, events: [] });
  },
};

const leavingSelection: ContractCase = {
  id: 'watch-selector',
  title: 'reports an object that leaves the selection as deleted',
  async run(context) {
    const { admin, core } = context;
    const from = await make(context, 'a');
    const relabel = (labels: Record<string, string | null>) =>
      admin.patch(core('configmaps/a'), 'merge', { metadata: { labels } });
    await relabel({ mine: null });
    await relabel({ mine: '' });
    const watch = await watchMine(context, `resourceVersion=${from}`, {
      until: events => events.length >= 2,
    });
    expect(summary(watch.events)).toEqual(['DELETED a', 'ADDED a']);
  },
};

const oneObject: ContractCase = {
  id: 'watch-one-object',
  title: 'watches one object by its name',
  async run(context) {
    const { admin, core } = context;
    await make(context, 'a');
    await make(context, 'b');
    const watch = await admin.watch(
      core(
        'configmaps?watch=1&fieldSelector=metadata.name%3Db&timeoutSeconds=1',
      ),
      {},
    );
    expect(summary(watch.events)).toEqual(['ADDED b']);
  },
};

const customResources: ContractCase = {
  id: 'watch-custom-resource',
  title: 'watches custom resources and their status',
  async run({ admin, basins }) {
    const list = await admin.get(basins);
    const watch = await admin.watch(
      `${basins}?watch=1&resourceVersion=${list.object.metadata.resourceVersion}`,
      {
        async onOpen() {
          await admin.post(basins, {
            apiVersion: 'contract.example.org/v1',
            kind: 'Basin',
            metadata: { name: 'b' },
            spec: { version: '1' },
          });
          await admin.patch(`${basins}/b/status`, 'merge', {
            status: { phase: 'Full' },
          });
        },
        until: events => events.length >= 2,
      },
    );
    expect(summary(watch.events)).toEqual(['ADDED b', 'MODIFIED b']);
    expect(watch.events[1].object).toMatchObject({
      kind: 'Basin',
      metadata: { generation: 1 },
      status: { phase: 'Full' },
    });
  },
};

/** Watches: order, replay, bookmarks, streaming lists, refusals. */
export const watchCases: ContractCase[] = [
  changes,
  replay,
  withoutVersion,
  timeout,
  streamingList,
  bookmarks,
  streamingListWithoutMatch,
  malformedVersion,
  future,
  leavingSelection,
  oneObject,
  customResources,
];
