import { readFileSync } from 'node:fs';
import https from 'node:https';
import { parse } from 'yaml';

const ANSWER_MS = 15_000;

/** Reads one cluster of the demo as its administrator. */
export function openCluster(demo, name = 'prod-north') {
  const config = parse(readFileSync(demo.kubeconfig, 'utf8'));
  const { context } = config.contexts.find(each => each.name === `${name}-admin`);
  const { cluster } = config.clusters.find(each => each.name === context.cluster);
  const { user } = config.users.find(each => each.name === context.user);
  const agent = new https.Agent({ keepAlive: true, ca: Buffer.from(cluster['certificate-authority-data'], 'base64') });
  const get = route => new Promise((resolve, reject) => {
    const request = https.get(`${cluster.server}${route}`, { agent, timeout: ANSWER_MS, headers: { authorization: `Bearer ${user.token}` } }, response => {
      let text = '';
      response.on('data', chunk => { text += chunk; });
      response.on('end', () => resolve({ status: response.statusCode, body: JSON.parse(text) }));
      response.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error(`${route} did not answer`)));
    request.on('error', reject);
  });
  return {
    get,
    /** The objects of a collection; labels as in `kubectl -l`. */
    list: async (route, labels = '') => {
      const { status, body } = await get(`${route}?labelSelector=${encodeURIComponent(labels)}`);
      if (status !== 200) throw new Error(`${route} answered ${status}: ${body.message}`);
      return body.items;
    },
    close: () => agent.destroy(),
  };
}

const STRIMZI = '/apis/kafka.strimzi.io/v1/namespaces';

/** The quota by which producers are held back. */
const TRICKLE = 1;

/** Looks many times a second whether writes in a namespace are paused, at producers or at connectors, and when that began and ended. */
export function watchPauses(cluster, namespace, everyMs = 100) {
  const spans = [];
  let open = true;
  const look = async () => {
    const [users, connectors] = await Promise.all(['kafkausers', 'kafkaconnectors'].map(kind => cluster.list(`${STRIMZI}/${namespace}/${kind}`)));
    const held = users.some(({ spec }) => spec.quotas?.producerByteRate === TRICKLE) || connectors.some(({ spec }) => spec.state === 'paused');
    const last = spans.at(-1);
    const running = last && last.to === undefined;
    if (held && !running) spans.push({ from: Date.now(), to: undefined });
    if (!held && running) last.to = Date.now();
  };
  const watching = (async () => {
    while (open) {
      await look();
      await new Promise(resolve => setTimeout(resolve, everyMs));
    }
  })();
  watching.catch(() => {});
  return {
    spans,
    isHeld: () => spans.length > 0 && spans.at(-1).to === undefined,
    stop: async () => {
      open = false;
      await watching;
    },
  };
}
