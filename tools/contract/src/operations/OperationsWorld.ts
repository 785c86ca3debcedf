import { type BackendFeature, createServiceFactory, coreServices } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices, startTestBackend, type TestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import dataPipelinesPlugin from '@penstock/backstage-plugin-data-pipelines-backend';
import { DataPipelinesClient, type Operation, type OperationRequest, type Plan, type RecoveryPoint } from '@penstock/backstage-plugin-data-pipelines-common';
import { type LimitedUserName, until, type UserName } from 'control-plane';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { ElementWorld } from '../ElementWorld';
import type { TargetName } from '../target';

const OPERATION_TIMEOUT_MS = 240_000;
const HEALTHY_TIMEOUT_MS = 180_000;
const POINT_TIMEOUT_MS = 60_000;
const FINAL = ['Succeeded', 'PartiallySucceeded', 'Failed', 'Cancelled'];

/** Services that a test gives the product instead of those of each product alone. */
export interface ProductServices {
  database?: BackendFeature;
  scheduler?: BackendFeature;
}

/** The product as its users have it, over HTTP, on one target with elements in it. */
export class OperationsWorld {
  private constructor(
    readonly elements: ElementWorld,
    private readonly created: Map<string, { namespace: string; element: string }>,
    private readonly backend: TestBackend,
    /** The product's own client, as a user who may do everything. */
    readonly client: DataPipelinesClient,
  ) {}

  static async start(name: TargetName): Promise<OperationsWorld> {
    const elements = await ElementWorld.start(name, { storage: true });
    try {
      return await OperationsWorld.startOn(elements, 'penstock');
    } catch (error) {
      await elements.stop();
      throw error;
    }
  }

  /** A product on elements that are there already. @param user - of the cluster, by whose token it works */
  static async startOn(
    elements: ElementWorld,
    user: UserName | LimitedUserName,
    created = new Map<string, { namespace: string; element: string }>(),
    services: ProductServices = {},
  ): Promise<OperationsWorld> {
    const backend = await startTestBackend({ features: features(elements.kubeconfigPath, user, services) });
    return new OperationsWorld(elements, created, backend, clientOf(backend));
  }

  async stop(): Promise<void> {
    await this.stopProduct();
    await this.elements.stop();
  }

  /** Stops the product; the elements stay. */
  async stopProduct(): Promise<void> {
    await this.backend.stop();
  }

  /** The element of a template's example, created at the first call, once the product calls it healthy. */
  async healthyElement(template: string, example: string): Promise<{ namespace: string; element: string }> {
    const key = `${template}/${example}`;
    const created = this.created.get(key) ?? (await this.elements.create(template, example));
    this.created.set(key, created);
    await this.untilHealthy(created.element);
    return created;
  }

  /** Waits until nothing speaks against the element but what is not measured here. */
  async untilHealthy(element: string): Promise<void> {
    await until(`${element} is healthy`, HEALTHY_TIMEOUT_MS, async () => {
      const { health } = await this.client.getElement(element);
      if (health.word === 'Healthy') return true;
      throw new Error(`${health.word}: ${health.cause}`);
    });
  }

  async plan(request: OperationRequest): Promise<Plan> {
    return this.client.createPlan(request);
  }

  /** Starts what a plan says and confirms as it asks. */
  async start(plan: Plan, key = randomUUID()): Promise<Operation> {
    const { safety } = plan;
    return this.client.startOperation(
      {
        ...{ plan: plan.id, hash: plan.hash, request: plan.request },
        confirmation: {
          acknowledged: true,
          ...(safety.type !== undefined && { typed: safety.type }),
          ...(safety.reason && { reason: 'the test wants it' }),
        },
      },
      key,
    );
  }

  /** Draws, starts and follows an operation to its end. */
  async run(request: OperationRequest): Promise<Operation> {
    const plan = await this.plan(request);
    if (!plan.startable) {
      throw new Error(`"${plan.title}" cannot be started: ${plan.preflight.filter(({ result }) => result === 'block').map(({ sentence }) => sentence)}`);
    }
    const { summary } = await this.start(plan);
    return this.untilEnded(summary.id);
  }

  /** Waits until the inventory shows the point so. */
  async untilPoint(id: string, holds: (point: RecoveryPoint) => boolean): Promise<RecoveryPoint> {
    return until(`recovery point ${id}`, POINT_TIMEOUT_MS, async () => {
      const point = await this.client.getRecoveryPoint(id);
      if (holds(point)) return point;
      throw new Error(JSON.stringify(point));
    });
  }

  /** Long-polls until the operation is final. */
  async untilEnded(id: string): Promise<Operation> {
    return this.untilOperation(id, ({ summary }) => FINAL.includes(summary.phase));
  }

  /** Long-polls until the operation is so. */
  async untilOperation(id: string, holds: (operation: Operation) => boolean): Promise<Operation> {
    const ends = Date.now() + OPERATION_TIMEOUT_MS;
    let operation = await this.client.getOperation(id);
    while (!holds(operation)) {
      if (Date.now() > ends) throw new Error(`${id} did not get there: ${JSON.stringify([operation.progress, ...operation.steps.filter(({ state }) => state !== 'done' && state !== 'waiting')], undefined, 1)}`);
      operation = await this.client.getOperation(id, { after: operation.summary.version, wait: 10 });
    }
    return operation;
  }
}

function features(kubeconfigPath: string, user: string, { database = mockServices.database.factory(), scheduler }: ProductServices) {
  return [
    dataPipelinesPlugin,
    catalogServiceMock.factory(),
    database,
    ...(scheduler ? [scheduler] : []),
    mockServices.rootConfig.factory({ data: { dataPipelines: { kubeconfig: { path: kubeconfigPath, contexts: [user] } } } }),
    createServiceFactory({
      service: coreServices.permissions,
      deps: {},
      factory: () =>
        mockServices.permissions.mock({
          authorize: async requests => requests.map(() => ({ result: AuthorizeResult.ALLOW })),
          authorizeConditional: async requests => requests.map(() => ({ result: AuthorizeResult.ALLOW })),
        }),
    }),
  ];
}

function clientOf({ server }: TestBackend): DataPipelinesClient {
  const { port } = server.address() as AddressInfo;
  return new DataPipelinesClient({
    discoveryApi: { getBaseUrl: async () => `http://127.0.0.1:${port}/api/data-pipelines` },
    fetchApi: { fetch: (input, init) => fetch(input, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), authorization: mockCredentials.user.header() } }) },
  });
}
