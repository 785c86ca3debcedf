import type { Api } from '../../Api';

const LOOK_MS = 100;
/** The quota by which producers are held back. */
const TRICKLE = 1;

/** A span of time in which writes were paused; milliseconds since the epoch. */
export interface PauseSpan {
  from: number;
  to?: number;
}

/** Looks at the objects by which writes are paused, many times a second. */
export class PauseWatch {
  readonly spans: PauseSpan[] = [];
  private open = true;
  private readonly done: Promise<void>;

  constructor(
    private readonly admin: Api,
    private readonly namespace: string,
  ) {
    this.done = this.watch();
  }

  async stop(): Promise<void> {
    this.open = false;
    await this.done;
  }

  private async watch(): Promise<void> {
    while (this.open) {
      // an answer that is missing leaves the span open, which errs to the strict side
      await this.look().catch(() => {});
      await new Promise(resolve => setTimeout(resolve, LOOK_MS));
    }
  }

  private async look(): Promise<void> {
    const base = `/apis/kafka.strimzi.io/v1/namespaces/${this.namespace}`;
    const users = (await this.admin.get(`${base}/kafkausers`)).items;
    const connectors = (await this.admin.get(`${base}/kafkaconnectors`)).items;
    const held =
      users.some(({ spec }) => JSON.stringify(spec).includes(`"producerByteRate":${TRICKLE}}`) || JSON.stringify(spec).includes(`"producerByteRate":${TRICKLE},`)) ||
      connectors.some(({ spec }) => JSON.stringify(spec).includes('"state":"paused"'));
    const last = this.spans.at(-1);
    if (held && (last === undefined || last.to !== undefined)) this.spans.push({ from: Date.now() });
    if (!held && last !== undefined && last.to === undefined) last.to = Date.now();
  }
}
