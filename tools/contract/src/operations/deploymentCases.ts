import type { OperationCase } from './OperationCase';
import { refusalOf } from './refusalOf';

const TRACKING = 'argocd.argoproj.io/tracking-id';
const PAUSED = 'penstock.dev/deployment-paused';

/** Objects that a deployment tool owns. */
export const deploymentCases: readonly OperationCase[] = [
  {
    title: 'a size under GitOps is not patched, but offered for its source, unless the tool is told to leave it alone',
    run: async world => {
      const { namespace, element } = await world.healthyElement('kafka', 'default');
      const { volumes } = await world.client.getElement(element);
      const [broker] = volumes.filter(({ sizeOwner, name }) => sizeOwner.object.kind === 'KafkaNodePool' && name.includes('broker'));
      const { object, field } = broker.sizeOwner;
      const path = `/apis/${object.apiVersion}/namespaces/${namespace}/kafkanodepools/${object.name}`;
      const annotate = (annotations: Record<string, string | null>) => world.elements.admin.patch(path, 'merge', { metadata: { annotations } });
      const request = { kind: 'expand' as const, element, volumes: [broker.name], size: '5Ti' };
      const planned = async () => {
        const plan = await world.client.createPlan(request);
        return { plan, checks: plan.preflight.filter(({ code }) => code === 'NOT_UNDER_GITOPS') };
      };
      try {
        await annotate({ [TRACKING]: 'orders:pool' });
        const { plan, checks } = await planned();
        expect(plan.startable).toBe(false);
        expect(checks).toMatchObject([{ result: 'block', source: { tool: 'Argo CD', object: { kind: 'KafkaNodePool', name: object.name }, fields: [{ field, to: '5Ti' }], patch: expect.stringContaining('value: 5Ti') } }]);
        expect(await refusalOf(world.start(plan))).toMatch(/^4\d\d /);
        await annotate({ [PAUSED]: 'true' });
        expect((await planned()).checks).toMatchObject([{ result: 'warn', source: { tool: 'Argo CD' } }]);
      } finally {
        await annotate({ [TRACKING]: null, [PAUSED]: null });
      }
      expect((await planned()).checks).toMatchObject([{ result: 'pass' }]);
    },
  },
];
