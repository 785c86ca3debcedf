import type { DiscoveryApi, FetchApi } from '@backstage/frontend-plugin-api';
import type { FaultInForce, FaultKind, FaultOrder, SimulationControls } from '@penstock/backstage-plugin-data-pipelines';

/** How long one order may take, in milliseconds: a reset makes all clusters anew. */
const DEADLINE_MS = 35_000;

/** What {@link SimulationClient} is made of. */
export interface SimulationClientOptions {
  /** Whether this is the demo; elsewhere nothing is asked. */
  demo: boolean;
  discoveryApi: DiscoveryApi;
  fetchApi: FetchApi;
}

/** The switches of the simulated clusters, over the backend's plugin `simulation`. */
export class SimulationClient implements SimulationControls {
  readonly permission = 'simulation.control';
  readonly #options: SimulationClientOptions;
  #catalogue?: Promise<readonly FaultKind[] | undefined>;

  constructor(options: SimulationClientOptions) {
    this.#options = options;
  }

  /** Asked once; undefined outside the demo and where the clusters of the demo are the user's own. */
  catalogue(): Promise<readonly FaultKind[] | undefined> {
    this.#catalogue ??= this.#readCatalogue().catch(error => {
      this.#catalogue = undefined;
      throw error;
    });
    return this.#catalogue;
  }

  async faults(): Promise<readonly FaultInForce[]> {
    const answer: { faults: FaultInForce[] } = await (await this.#ask('GET', '/faults')).json();
    return answer.faults;
  }

  async order({ fault, cluster, parameters }: FaultOrder): Promise<void> {
    await this.#ask('POST', '/faults', { ...parameters, fault, cluster });
  }

  async healAll(): Promise<void> {
    await this.#ask('DELETE', '/faults');
  }

  async reset(): Promise<void> {
    await this.#ask('POST', '/reset', {});
  }

  async #readCatalogue(): Promise<readonly FaultKind[] | undefined> {
    if (!this.#options.demo) return undefined;
    const response = await this.#send('GET', '/faults/catalogue');
    if (response.status === 404) return undefined;
    const answer: { faults: FaultKind[] } = await (await successful(response)).json();
    return answer.faults;
  }

  /** @throws Error with the sentence of the simulation for an answer that is no success */
  async #ask(method: string, path: string, body?: unknown): Promise<Response> {
    return successful(await this.#send(method, path, body));
  }

  async #send(method: string, path: string, body?: unknown): Promise<Response> {
    const { discoveryApi, fetchApi } = this.#options;
    return fetchApi.fetch(`${await discoveryApi.getBaseUrl('simulation')}${path}`, {
      method,
      signal: AbortSignal.timeout(DEADLINE_MS),
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  }
}

async function successful(response: Response): Promise<Response> {
  if (response.ok) return response;
  const said: { error?: string | { message?: string } } = await response.json().catch(() => ({}));
  const sentence = typeof said.error === 'string' ? said.error : said.error?.message;
  throw new Error(sentence ?? `The simulation answers ${response.status}`);
}
