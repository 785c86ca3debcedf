import type {
  ClusterConnection,
  KubernetesRequest,
  KubernetesResponse,
  ServedResource,
  StreamAnswer,
} from '../../clusters/ClusterConnection';

/** One answer to a list, or an error that the connection throws. */
export type ListStep = { status?: number; body: unknown; headers?: Record<string, string> } | Error;

/** One watch: its lines, and how it ends. */
export interface WatchStep {
  /** Refused with this instead of opened. */
  refuse?: { status: number; body: unknown };
  /** Thrown instead of opened. */
  fail?: Error;
  events?: readonly unknown[];
  /** Milliseconds that pass before it ends; default one minute. */
  lastsMs?: number;
  /** How it ends; default is the server's silent end. */
  breaks?: Error;
}

/**
 * A connection that answers from a script and writes down every call. When
 * the script of watches is used up, it ends the run.
 */
export class ScriptedApi implements ClusterConnection {
  readonly cluster = 'prod-north';
  readonly lists: Record<string, string>[] = [];
  readonly watches: Record<string, string>[] = [];

  constructor(
    private readonly script: { lists: ListStep[]; watches: WatchStep[] },
    private readonly surroundings: { pass: (ms: number) => void; end: () => void },
  ) {}

  async request(request: KubernetesRequest): Promise<KubernetesResponse> {
    this.lists.push(request.query ?? {});
    const step = this.script.lists.shift();
    if (!step) return this.over();
    if (step instanceof Error) throw step;
    return { status: step.status ?? 200, headers: step.headers ?? {}, body: step.body };
  }

  async stream(request: KubernetesRequest): Promise<StreamAnswer> {
    this.watches.push(request.query ?? {});
    const step = this.script.watches.shift();
    if (!step) return this.over();
    if (step.fail) throw step.fail;
    if (step.refuse) return { opened: false, response: { ...step.refuse, headers: {} } };
    return { opened: true, lines: this.linesOf(step) };
  }

  async discover(): Promise<readonly ServedResource[]> {
    return [];
  }

  private async *linesOf(step: WatchStep): AsyncGenerator<unknown> {
    for (const event of step.events ?? []) yield event;
    this.surroundings.pass(step.lastsMs ?? 60_000);
    if (step.breaks) throw step.breaks;
  }

  private over(): never {
    this.surroundings.end();
    throw new Error('The script is over.');
  }
}
