import { Clock } from '../../contracts';
import { EngineReport, readReports } from '../../workload/engineReports';

/** Real milliseconds between two looks. */
const LOOK_MS = 1_000;

/** What the engines of one cluster tell, looked up every second. */
export class EngineReports {
  readonly #volumesDir: string;
  readonly #clock: Clock;
  #reports = new Map<string, EngineReport>();

  constructor(volumesDir: string, clock: Clock) {
    this.#volumesDir = volumesDir;
    this.#clock = clock;
  }

  get(namespace: string | undefined, name: string): EngineReport | undefined {
    return this.#reports.get(`${namespace}/${name}`);
  }

  /** Looks until `signal` aborts; calls back when an engine tells something else than before. */
  async follow(signal: AbortSignal, onChange: () => void): Promise<void> {
    while (!signal.aborted) {
      const before = textOf(this.#reports);
      // Notes may be on their way out while the cluster is reset; the next look is soon.
      this.#reports = await readReports(this.#volumesDir).catch(
        () => this.#reports,
      );
      if (textOf(this.#reports) !== before) {
        onChange();
      }
      await this.#clock.sleep(LOOK_MS * this.#clock.speed, signal);
    }
  }
}

function textOf(reports: Map<string, EngineReport>): string {
  return JSON.stringify([...reports]);
}
