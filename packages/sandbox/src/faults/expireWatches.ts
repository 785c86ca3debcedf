import { expired } from '../apiserver/status';
import type { Fault } from './Fault';

/** All history is forgotten: open watches end with 410, old versions and pages are too old. Over at once, so nothing is to heal. */
export const expireWatches: Fault = {
  name: 'expire-watches',
  label: 'Watches expire',
  explanation:
    'The API server forgets its history, so that all watches end with 410.',
  healing: 'at once',
  parameters: [],
  describe: () => 'all watches ended with 410 Expired',
  start: async cluster => {
    const before = cluster.store.revision;
    cluster.store.compact();
    cluster.server.watches.endAll(
      expired(
        `too old resource version: ${before} (${cluster.store.revision})`,
      ),
    );
    return { hits: () => 0, heal: async () => undefined };
  },
};
