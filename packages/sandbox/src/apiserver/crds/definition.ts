import type { JsonObject } from '../json';
import type { Schema } from '../schema/Schema';
import { OPEN, record } from './fields';

/** What a CustomResourceDefinition of the sandbox is made from. */
export interface Definition {
  group: string;
  version: string;
  kind: string;
  plural: string;
  shortNames?: string[];
  categories?: string[];
  spec: Schema;
  /** Columns of `kubectl get`: name and path. */
  columns?: [string, string][];
}

/** A namespaced CustomResourceDefinition with a status subresource, whose status is not described further. */
export function define(definition: Definition): JsonObject {
  const { group, version, kind, plural, shortNames, categories } = definition;
  const root = record({ spec: definition.spec, status: OPEN }, 'spec');
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: {
        kind,
        plural,
        singular: kind.toLowerCase(),
        listKind: `${kind}List`,
        ...(shortNames === undefined ? {} : { shortNames }),
        ...(categories === undefined ? {} : { categories }),
      },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema: root },
          additionalPrinterColumns: (definition.columns ?? []).map(
            ([name, jsonPath]) => ({ name, jsonPath, type: 'string' }),
          ),
        },
      ],
    },
  };
}
