import type { Operation, OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import type { LimitedUserName } from 'control-plane';
import { ElementWorld } from '../../ElementWorld';
import { OperationsWorld } from '../OperationsWorld';

/** What a missing right looks like: verb and object in the cause, the server's own words as evidence, where rights are documented. */
const MISSING = {
  summary: { phase: 'Failed' },
  failure: {
    code: 'PERMISSION_MISSING',
    evidence: expect.arrayContaining([expect.stringMatching(/cannot (create|patch|delete) resource "[\w/]+" in API group "[\w.]*"/)]),
    remedy: expect.stringContaining('docs/kubernetes-rbac.md'),
  },
};

/** Elements on a real API server, and one product for each user with documented rights and no others. */
export class RightsWorld {
  private constructor(
    readonly elements: ElementWorld,
    private readonly products: Readonly<Record<LimitedUserName, OperationsWorld>>,
  ) {}

  static async start(): Promise<RightsWorld> {
    const elements = await ElementWorld.start('real', { storage: true });
    const created = new Map<string, { namespace: string; element: string }>();
    const started: OperationsWorld[] = [];
    const start = async (user: LimitedUserName) => {
      const product = await OperationsWorld.startOn(elements, user, created);
      started.push(product);
      return product;
    };
    try {
      return new RightsWorld(elements, {
        'penstock-read': await start('penstock-read'),
        'penstock-snapshot': await start('penstock-snapshot'),
        'penstock-restore': await start('penstock-restore'),
        'penstock-expand': await start('penstock-expand'),
      });
    } catch (error) {
      for (const product of started) await product.stopProduct();
      await elements.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    for (const product of Object.values(this.products)) await product.stopProduct();
    await this.elements.stop();
  }

  /** The product that works by the token of the user. */
  productOf(user: LimitedUserName): OperationsWorld {
    return this.products[user];
  }

  /** Runs an operation to its end, which must be a success that leaves nothing. */
  async succeeds(user: LimitedUserName, request: OperationRequest): Promise<Operation> {
    const ended = await this.products[user].run(request);
    expect(ended.failure).toBeUndefined();
    expect(ended).toMatchObject({ summary: { phase: 'Succeeded' }, leftovers: [] });
    return ended;
  }

  /** Runs an operation that must end for want of the right to do this. @param what - as the cause words it, e.g. `create VolumeGroupSnapshot` */
  async lacks(user: LimitedUserName, what: string, request: OperationRequest): Promise<void> {
    const ended = await this.products[user].run(request);
    expect(ended).toMatchObject(MISSING);
    expect(ended.failure?.cause).toContain(` does not let Penstock ${what}`);
    expect(ended.leftovers).toEqual([]);
  }
}
