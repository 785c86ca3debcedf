import { type ApiAccess, installCrds } from 'control-plane';

const GROUP = 'contract.example.org';
const QUANTITY =
  '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$';

/** A definition of the suite's own, so that both servers judge the same schema. */
const BASIN_DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `basins.${GROUP}` },
  spec: {
    group: GROUP,
    scope: 'Namespaced' as const,
    names: {
      kind: 'Basin',
      listKind: 'BasinList',
      plural: 'basins',
      singular: 'basin',
    },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                required: ['version'],
                properties: {
                  version: { type: 'string' },
                  policy: { type: 'string', enum: ['Keep', 'Drain'] },
                  basins: {
                    type: 'array',
                    items: {
                      type: 'object',
                      properties: {
                        count: { type: 'integer', minimum: 0 },
                        size: {
                          'x-kubernetes-int-or-string': true,
                          anyOf: [{ type: 'integer' }, { type: 'string' }],
                          pattern: QUANTITY,
                        },
                      },
                    },
                  },
                },
              },
              status: {
                type: 'object',
                properties: {
                  phase: { type: 'string' },
                  observedGeneration: { type: 'integer' },
                },
              },
            },
          },
        },
      },
    ],
  },
};

/** Path of the basins of a namespace. */
export function basinsPath(namespace: string): string {
  return `/apis/${GROUP}/v1/namespaces/${namespace}/basins`;
}

/** A valid basin. */
export function basin(name: string, spec: Record<string, unknown> = {}) {
  return {
    apiVersion: `${GROUP}/v1`,
    kind: 'Basin',
    metadata: { name },
    spec: { version: '1.0', ...spec },
  };
}

/** Registers the definition and waits until basins are served. */
export function installBasins(admin: ApiAccess): Promise<void> {
  return installCrds(admin, [BASIN_DEFINITION]);
}
