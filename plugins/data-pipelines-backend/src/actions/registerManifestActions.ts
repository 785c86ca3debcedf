import type { ManifestsReport } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ManifestsService } from '../operations/manifests/ManifestsService';
import type { ActionsRegistryService } from './alphaActions';

const EXAMPLE = {
  apiVersion: 'kafka.strimzi.io/v1',
  kind: 'KafkaTopic',
  metadata: {
    name: 'orders-created',
    labels: {
      'app.kubernetes.io/part-of': 'orders',
      'penstock.dev/element': 'orders-kafka',
      'strimzi.io/cluster': 'orders-kafka',
    },
  },
  spec: { partitions: 12, replicas: 3 },
};

/** The write side as Backstage actions: the same service, so the same permissions and the same audit. */
export function registerManifestActions(registry: ActionsRegistryService, manifests: ManifestsService): void {
  registerLint(registry, manifests);
  registerDryRun(registry, manifests);
  registerApply(registry, manifests);
}

function registerLint(registry: ActionsRegistryService, manifests: ManifestsService): void {
  registry.register({
    name: 'lint-manifests',
    title: 'Lint manifests',
    description: [
      'Checks Kubernetes manifests of pipeline elements against the production rules of their engines. Asks no cluster and writes nothing.',
      '## When to use',
      'Before dry-run-manifests or a pull request, to hear what an experienced operator would object to.',
    ].join('\n'),
    attributes: { readOnly: true, destructive: false, idempotent: true },
    schema: {
      input: z => z.object({ manifests: z.array(z.record(z.unknown())).min(1).max(100).describe('Kubernetes objects.') }),
      output: z =>
        z.object({
          findings: z.array(z.object({ rule: z.string() }).passthrough()).describe('None means that every rule passed.'),
          rulesChecked: z.number().describe('How many rules were asked.'),
        }),
    },
    examples: [{ title: 'A topic', input: { manifests: [EXAMPLE] } }],
    action: async ({ input, credentials }) => {
      const report = await manifests.lint(input, { credentials });
      return { output: { ...report, findings: report.findings.map(finding => ({ ...finding })) } };
    },
  });
}

function registerDryRun(registry: ActionsRegistryService, manifests: ManifestsService): void {
  registry.register({
    name: 'dry-run-manifests',
    title: 'Dry-run manifests',
    description: [
      'Asks a cluster, by server-side dry run, what it would do with the manifests. Writes nothing.',
      '## When to use',
      'Before apply-manifests, to see per object whether it would be created, changed, left or refused, and why.',
    ].join('\n'),
    attributes: { readOnly: true, destructive: false, idempotent: true },
    schema: { input: z => z.object(manifestsInput(z)), output: z => z.object(reportOutput(z)) },
    examples: [{ title: 'A topic', input: { cluster: 'prod-north', namespace: 'orders', manifests: [EXAMPLE] } }],
    action: async ({ input, credentials }) => ({ output: plain(await manifests.dryRun(input, { credentials })) }),
  });
}

function registerApply(registry: ActionsRegistryService, manifests: ManifestsService): void {
  registry.register({
    name: 'apply-manifests',
    title: 'Apply manifests',
    description: [
      'Creates or changes pipeline elements in a cluster by server-side apply, after a dry run of all objects. A field that somebody else manages is never forced.',
      '## When to use',
      'Only when asked to create or change an element, and after dry-run-manifests has shown what will happen.',
      'Changing an element may restart its pods. The answer lists what exists when something fails half-way.',
    ].join('\n'),
    attributes: { readOnly: false, destructive: true, idempotent: true },
    schema: { input: z => z.object(manifestsInput(z)), output: z => z.object(reportOutput(z)) },
    examples: [{ title: 'A topic', input: { cluster: 'prod-north', namespace: 'orders', manifests: [EXAMPLE] } }],
    action: async ({ input, credentials }) => ({ output: plain(await manifests.apply(input, { credentials })) }),
  });
}

function plain(report: ManifestsReport) {
  return { ...report, outcomes: report.outcomes.map(outcome => ({ ...outcome })) };
}

type Zod = Parameters<Parameters<ActionsRegistryService['register']>[0]['schema']['input']>[0];

function manifestsInput(z: Zod) {
  return {
    cluster: z.string().min(1).max(253).describe('Name of the cluster, from list-clusters.'),
    namespace: z.string().min(1).max(63).describe('Namespace that all objects go to.'),
    manifests: z
      .array(z.record(z.unknown()))
      .min(1)
      .max(100)
      .describe('Kubernetes objects, labelled app.kubernetes.io/part-of and penstock.dev/element.'),
  };
}

function reportOutput(z: Zod) {
  return {
    cluster: z.string(),
    namespace: z.string(),
    dryRun: z.boolean(),
    succeeded: z.boolean().describe('False when an object was refused.'),
    outcomes: z.array(z.object({ outcome: z.string() }).passthrough()).describe('One per object, in the order of applying.'),
  };
}
