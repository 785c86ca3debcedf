import { join } from 'node:path';
import { lastCommit } from '../checkpointFiles';
import { aloneOnVolumes } from '../cutBarrier';
import { readIndices } from './indexLedger';
import {
  groupsOf,
  readTopics,
  topicLedger,
  type BrokerLogFolder,
  type TopicRecords,
} from './kafkaLedger';
import type {
  ElasticsearchLedger,
  KafkaLedger,
  Ledger,
  LedgerClaim,
  LedgerFlow,
} from './Ledger';
import { Tally } from './Tally';

/** Whose account to read, and where its files are. */
export interface LedgerRequest {
  volumesDir: string;
  namespace: string;
  /** Only this element; else all of the namespace. */
  element?: string;
  claims: readonly LedgerClaim[];
  flows: readonly LedgerFlow[];
  /** Milliseconds; what retention has left depends on it. */
  now: number;
}

/** A Kafka as its files show it. */
interface KafkaFiles {
  name: string;
  topics: TopicRecords[];
  groups: KafkaLedger['groups'];
  accounts: Array<Awaited<ReturnType<typeof topicLedger>>>;
}

/** Reads the account of a namespace from the files of its volumes, while nobody writes to them. */
export async function readLedger(request: LedgerRequest): Promise<Ledger> {
  return aloneOnVolumes(request.volumesDir, async () => {
    const kafkas: KafkaFiles[] = [];
    for (const name of namesBy(request.claims, 'kafka'))
      kafkas.push(await readKafka(request, name));
    const elasticsearches: ElasticsearchLedger[] = [];
    for (const name of namesBy(request.claims, 'elasticsearch').filter(
      one => one === (request.element ?? one),
    ))
      elasticsearches.push(await readElasticsearch(request, name, kafkas));
    return {
      namespace: request.namespace,
      kafkas: kafkas
        .filter(({ name }) => name === (request.element ?? name))
        .map(({ name, accounts, groups }) => ({
          element: name,
          topics: accounts.map(({ ledger }) => ledger),
          groups,
        })),
      elasticsearches,
    };
  });
}

function namesBy(
  claims: readonly LedgerClaim[],
  engine: 'kafka' | 'elasticsearch',
): string[] {
  return [...new Set(claims.flatMap(claim => claim[engine] ?? []))].sort();
}

async function readKafka(
  { volumesDir, namespace, claims, now }: LedgerRequest,
  name: string,
): Promise<KafkaFiles> {
  const logs = claims
    .filter(({ kafka }) => kafka === name)
    .flatMap(({ name: claim, volume }): BrokerLogFolder[] => {
      const id = /-(\d+)$/.exec(claim)?.[1];
      const folder = join(volumesDir, volume, `kafka-log${id}`);
      return id === undefined ? [] : [{ nodeId: Number(id), folder }];
    });
  const topics = await readTopics(logs);
  const sources = join(volumesDir, '.sources', namespace, name);
  const accounts = [];
  for (const topic of topics)
    accounts.push(
      await topicLedger(topic, join(sources, `${topic.topic}.json`), now),
    );
  return { name, topics, accounts, groups: await groupsOf(logs, topics) };
}

async function readElasticsearch(
  { volumesDir, claims, flows }: LedgerRequest,
  name: string,
  kafkas: readonly KafkaFiles[],
): Promise<ElasticsearchLedger> {
  const volumes = claims
    .filter(({ elasticsearch }) => elasticsearch === name)
    .map(({ volume }) => volume);
  const indices = await readIndices(volumesDir, volumes);
  const ledgers = [];
  for (const { tallies, ...index } of indices) {
    const feeding = flows.filter(
      flow => flow.elasticsearch === name && flow.index === index.index,
    );
    const topics = new Set([
      ...tallies.keys(),
      ...feeding.map(({ topic }) => topic),
    ]);
    const accounts = [];
    for (const topic of topics)
      accounts.push({
        topic,
        ...(await accountOf(
          tallies.get(topic) ?? new Tally(),
          kafkas.find(kafka => kafka.topics.some(one => one.topic === topic)),
          topic,
          feeding.find(flow => flow.topic === topic),
        )),
      });
    ledgers.push({ ...index, topics: accounts });
  }
  return { element: name, indices: ledgers };
}

/** What an index has of a topic: what its sink has not read yet is not missing. */
async function accountOf(
  tally: Tally,
  kafka: KafkaFiles | undefined,
  topic: string,
  flow: LedgerFlow | undefined,
) {
  const records = kafka?.topics.find(one => one.topic === topic);
  const account = kafka?.accounts.find(({ ledger }) => ledger.topic === topic);
  const unread = new Tally();
  if (records && kafka) {
    const from = await resumeAt(kafka, records, flow);
    for (const { partition, best } of records.partitions)
      best.records
        .filter(({ offset }) => offset >= (from[partition] ?? 0))
        .forEach(({ sequence }) => unread.add(sequence));
  }
  const first = tally.account(1, 0).first ?? 1;
  let waiting = 0;
  for (let at = first; at <= unread.last; at += 1)
    if (unread.has(at) && !tally.has(at)) waiting += 1;
  const acknowledged = account?.acknowledged ?? tally.last;
  return {
    ...tally.account(first, acknowledged, at => unread.has(at)),
    waiting,
  };
}

/** Stored offsets at which the sink goes on: its checkpoint, else its group's offsets. */
async function resumeAt(
  kafka: KafkaFiles,
  { topic, scale }: TopicRecords,
  flow: LedgerFlow | undefined,
): Promise<readonly number[]> {
  const checkpoint =
    flow?.checkpoint === undefined
      ? undefined
      : await lastCommit(flow.checkpoint);
  if (checkpoint) return checkpoint.offsets.until;
  const committed = kafka.groups.find(
    one => one.topic === topic && one.group === flow?.group,
  )?.committed;
  return (committed ?? []).map(at => at / scale);
}
