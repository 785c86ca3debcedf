import { createConditionExports, createPermissionRule } from '@backstage/plugin-permission-node';
import { z } from 'zod';
import { elementResourceRef, meetsCriterion } from './elementResource';

const isOwner = createPermissionRule({
  name: 'IS_OWNER',
  description: 'Allow elements owned by one of the claims',
  resourceRef: elementResourceRef,
  paramsSchema: z.object({
    claims: z.array(z.string()).describe('Entity references of which one must own the element'),
  }),
  apply: (resource, { claims }) => meetsCriterion(resource, { field: 'owner', values: claims }),
  toQuery: ({ claims }) => ({ field: 'owner', values: claims }),
});

const inCluster = createPermissionRule({
  name: 'IN_CLUSTER',
  description: 'Allow elements in one of the clusters',
  resourceRef: elementResourceRef,
  paramsSchema: z.object({
    clusters: z.array(z.string()).describe('Names of clusters, as in the configuration'),
  }),
  apply: (resource, { clusters }) => meetsCriterion(resource, { field: 'cluster', values: clusters }),
  toQuery: ({ clusters }) => ({ field: 'cluster', values: clusters }),
});

const inNamespace = createPermissionRule({
  name: 'IN_NAMESPACE',
  description: 'Allow elements in one of the namespaces, whatever the cluster',
  resourceRef: elementResourceRef,
  paramsSchema: z.object({
    namespaces: z.array(z.string()).describe('Names of Kubernetes namespaces'),
  }),
  apply: (resource, { namespaces }) => meetsCriterion(resource, { field: 'namespace', values: namespaces }),
  toQuery: ({ namespaces }) => ({ field: 'namespace', values: namespaces }),
});

const inPipeline = createPermissionRule({
  name: 'IN_PIPELINE',
  description: 'Allow elements of one of the pipelines',
  resourceRef: elementResourceRef,
  paramsSchema: z.object({
    pipelines: z.array(z.string()).describe('Names of pipelines, the value of app.kubernetes.io/part-of'),
  }),
  apply: (resource, { pipelines }) => meetsCriterion(resource, { field: 'pipeline', values: pipelines }),
  toQuery: ({ pipelines }) => ({ field: 'pipeline', values: pipelines }),
});

/** The rules that a policy can put together; registered with the permission system by the plugin. */
export const elementRules = { isOwner, inCluster, inNamespace, inPipeline };

const { conditions, createConditionalDecision } = createConditionExports({
  resourceRef: elementResourceRef,
  rules: elementRules,
});

/** Condition factories for policy authors, e.g. `elementConditions.isOwner({ claims })`. @public */
export const elementConditions = conditions;

/** Makes a policy's answer out of {@link elementConditions}. @public */
export const createElementConditionalDecision = createConditionalDecision;
