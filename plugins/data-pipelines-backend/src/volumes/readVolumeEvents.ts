import type { Volume, VolumeEvent, VolumeEvents } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ClusterConnection } from '../clusters/ClusterConnection';
import { eventsOf, newestFirst } from './events';
import { failureSentence, refusalSentence } from './unread';

const TIMEOUT_MS = 5_000;
const PAGE = 250;
/** An API server gives events in no order of time, so all of them are looked at; more than this of one object nobody reads. */
const MOST_PAGES = 4;
const MAX_BYTES = 2_000_000;
const SHOWN = 20;

/**
 * The last events of a claim and of the pod that mounts it, which is the one that is told when its
 * file system grows or cannot be mounted. Asks the cluster; whatever hinders is the reason of the answer.
 */
export async function readVolumeEvents(connection: ClusterConnection, { cluster, namespace, name, member }: Volume): Promise<VolumeEvents> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/events`;
  const about = async (kind: string, of: string): Promise<VolumeEvent[] | string> => {
    const found: VolumeEvent[] = [];
    let query: Record<string, string> = { fieldSelector: `involvedObject.kind=${kind},involvedObject.name=${of}`, limit: String(PAGE) };
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const response = await connection.request({ method: 'GET', path, query, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES });
      const list = response.status === 200 ? eventsOf(response.body) : undefined;
      if (!list) return refusalSentence(cluster, `events in namespace ${namespace}`, response);
      found.push(...list.events);
      if (list.next === undefined) return found;
      query = { ...query, continue: list.next };
    }
    return `${kind} ${of} has more than ${PAGE * MOST_PAGES} events, too many to find the newest; ask the cluster with kubectl.`;
  };
  try {
    const answers = await Promise.all([about('PersistentVolumeClaim', name), ...(member === undefined ? [] : [about('Pod', member)])]);
    const refused = answers.find(answer => typeof answer === 'string');
    if (typeof refused === 'string') return { state: 'unknown', reason: refused };
    const events = answers.flatMap(answer => (typeof answer === 'string' ? [] : answer));
    return { state: 'read', items: newestFirst(events).slice(0, SHOWN) };
  } catch (thrown) {
    return { state: 'unknown', reason: failureSentence(thrown) };
  }
}
