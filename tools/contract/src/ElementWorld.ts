import {
  type AuditLog,
  type ScriptedControllers,
  startScriptedControllers,
  until,
} from 'control-plane';
import { StandingOrders } from 'sandbox';
import { Api } from './Api';
import { join } from 'node:path';
import type { KubeObject } from './KubeObject';
import { readManifest, resourcePath } from './resourcePath';
import { startTarget, type TargetOptions } from './startTarget';
import type { Target, TargetName } from './target';
import { manifestsOf, templateExamples } from './templates/templates';

const READY_TIMEOUT_MS = 150_000;
const SPEED = 50;
const LAST_LINES = 20;
/** The largest volume of the driver of the real server; the sandbox's driver is told to have the same. */
const LARGEST_VOLUME = '16Ti';

/** A target with the scripted controllers at work, and what a test asks of it. */
export class ElementWorld {
  private readonly log: string[] = [];

  private constructor(
    private readonly target: Target,
    /** With the rights of the product. */
    readonly product: Api,
    readonly admin: Api,
  ) {}

  private controllers: ScriptedControllers | undefined;

  /** Where the bytes of volumes are: a folder per volume handle. */
  get volumesDir(): string {
    return (
      this.target.storage?.volumesDir ?? join(this.target.folder, 'volumes')
    );
  }

  /** A kubeconfig with a context per user. */
  get kubeconfigPath(): string {
    return this.target.kubeconfigPath;
  }

  /** What the product asked the server for, where a real one notes it. */
  get audit(): AuditLog | undefined {
    return this.target.audit;
  }

  static async start(
    name: TargetName,
    options: TargetOptions = {},
  ): Promise<ElementWorld> {
    const target = await startTarget(name, options);
    const { server, ca, tokens } = target;
    const world = new ElementWorld(
      target,
      new Api({ server, ca, token: tokens.penstock }),
      new Api({ server, ca, token: tokens.admin }),
    );
    try {
      const orders = new StandingOrders();
      orders.add({
        kind: 'driver',
        operation: 'expand',
        mode: 'infeasible',
        above: LARGEST_VOLUME,
      });
      world.controllers = await startScriptedControllers(target, {
        speed: SPEED,
        log: line => world.log.push(line),
        orders,
      });
      return world;
    } catch (error) {
      await world.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.controllers?.stop();
    await this.target.stop();
  }

  /**
   * Applies a template's output as the product does.
   *
   * @returns the element's name and namespace
   * @throws Error when there is no such parameter set, or an object was not created.
   */
  async create(template: string, example: string) {
    const found = templateExamples().find(
      each => each.template === template && each.name === example,
    );
    if (!found) throw new Error(`There is no ${template}/${example}.`);
    const namespace = String(found.values.namespace);
    await this.admin.post('/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace },
    });
    await this.apply(await manifestsOf(found));
    return { namespace, element: String(found.values.name) };
  }

  /**
   * Creates objects as the product does.
   *
   * @throws Error when one was not created.
   */
  async apply(manifests: readonly unknown[]): Promise<void> {
    for (const value of manifests) {
      const manifest = readManifest(value);
      const path = await resourcePath(this.product, manifest);
      const reply = await this.product.patch(
        `${path}?fieldManager=penstock&fieldValidation=Strict`,
        'apply',
        manifest,
      );
      if (reply.status !== 201) {
        throw new Error(`${manifest.kind} was not created: ${reply.text}`);
      }
    }
  }

  /** Waits until `holds`; the error shows the last state and what the controllers said. */
  async untilObject(
    path: string,
    holds: (object: KubeObject) => boolean,
  ): Promise<KubeObject> {
    return this.explained(async () => {
      let last = '';
      return until(path, READY_TIMEOUT_MS, async () => {
        const reply = await this.admin.get(path);
        last = reply.text;
        if (holds(reply.object)) return reply.object;
        throw new Error(last.slice(-1500));
      });
    });
  }

  /** Waits until the selected objects are there and `holds` for each. */
  async untilAll(
    resource: string,
    selector: string,
    holds: (object: KubeObject) => boolean,
  ): Promise<void> {
    await this.explained(() =>
      until(`all ${resource}`, READY_TIMEOUT_MS, async () => {
        const found = await this.list(resource, selector);
        if (found.length > 0 && found.every(holds)) return true;
        const others = found.filter(each => !holds(each));
        throw new Error(
          JSON.stringify(others.map(each => each.status)).slice(0, 1500),
        );
      }),
    );
  }

  /** Waits until nothing is selected any more. */
  async untilNone(resource: string, selector: string): Promise<void> {
    await this.explained(() =>
      until(`no ${resource}`, READY_TIMEOUT_MS, async () =>
        (await this.list(resource, selector)).length === 0 ? true : undefined,
      ),
    );
  }

  /** Objects of a collection, by labels. */
  async list(resource: string, selector = ''): Promise<KubeObject[]> {
    const query = `labelSelector=${encodeURIComponent(selector)}`;
    return (await this.admin.get(`${resource}?${query}`)).items;
  }

  private async explained<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      throw new Error(
        `${error instanceof Error ? error.message : error}\n${this.log
          .slice(-LAST_LINES)
          .join('\n')}`,
      );
    }
  }
}
