import { until } from 'control-plane';
import type { ApiTrouble, Meant } from './ApiProxy';

const REACHED_TIMEOUT_MS = 60_000;

/** A trouble in the way of requests, and those that met it. */
export class Encounter {
  /** How many requests met it. */
  hits = 0;
  /** Bodies of those requests. */
  readonly bodies: string[] = [];
  private readonly waiting = new Set<(end: 'passed' | 'dropped') => void>();
  private open = true;

  constructor(
    private readonly meant: Meant,
    readonly trouble: ApiTrouble,
    private readonly lifted: () => void,
  ) {}

  /** Whether a request meets it; counts it. */
  takes(method: string, path: string, body: string): boolean {
    const { times = Infinity } = this.meant;
    if (!this.open || this.hits >= times || !this.meant.method.split('|').includes(method) || !this.meant.path.test(path)) return false;
    this.hits += 1;
    this.bodies.push(body);
    return true;
  }

  /** Waits until a request has met it. */
  async reached(times = 1): Promise<void> {
    await until(`${this.meant.method} ${this.meant.path} to meet "${this.trouble.how}"`, REACHED_TIMEOUT_MS, async () => (this.hits >= times ? true : undefined));
  }

  /** Waits until it is said how a request that is held goes on. */
  held(): Promise<'passed' | 'dropped'> {
    return new Promise(resolve => {
      if (this.open) this.waiting.add(resolve);
      else resolve('passed');
    });
  }

  /** Ends it; what is held goes on. */
  lift(): void {
    this.end('passed');
  }

  /** Ends it; what is held is lost. */
  drop(): void {
    this.end('dropped');
  }

  private end(how: 'passed' | 'dropped'): void {
    this.open = false;
    this.lifted();
    for (const resolve of this.waiting) resolve(how);
    this.waiting.clear();
  }
}
