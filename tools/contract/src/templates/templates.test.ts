import { lintManifests } from '@penstock/backstage-plugin-data-pipelines-common';
import { parse } from 'yaml';
import {
  manifestsOf,
  templateExamples,
  templateNames,
  templateText,
} from './templates';

/** What an example breaks on purpose; every other finding fails. */
const EXPECTED: Record<string, string[]> = {
  'kafka/large': ['kafka-replication'],
  'kafka/test-only': ['kafka-replication'],
};

describe('templates', () => {
  it('there is one for each engine of the spine', () => {
    expect(templateNames()).toEqual(['elasticsearch', 'kafka', 'spark']);
  });

  it.each(
    templateExamples().map(
      example => [`${example.template}/${example.name}`, example] as const,
    ),
  )('%s: lint finds nothing but what is meant', async (id, example) => {
    const findings = lintManifests(await manifestsOf(example));
    const expected = EXPECTED[id] ?? [];
    expect(
      findings
        .filter(({ rule }) => !expected.includes(rule))
        .map(({ rule, sentence }) => `${rule}: ${sentence}`),
    ).toEqual([]);
    expect(
      expected.filter(rule => !findings.some(finding => finding.rule === rule)),
    ).toEqual([]);
  });

  it.each(
    templateExamples().map(
      example => [`${example.template}/${example.name}`, example] as const,
    ),
  )(
    '%s: every object is in the chosen namespace and says to which pipeline it belongs',
    async (_id, example) => {
      const manifests = await manifestsOf(example);
      expect(manifests.length).toBeGreaterThanOrEqual(2);
      for (const manifest of manifests) {
        expect(manifest.metadata).toMatchObject({
          namespace: example.values.namespace,
          labels: { 'app.kubernetes.io/part-of': example.values.pipeline },
        });
      }
    },
  );

  it.each(templateNames())(
    '%s: each parameter set fills what the form requires, and knows no other field',
    name => {
      const template = parse(templateText(name));
      const fields = new Set<string>();
      const required: string[] = [];
      for (const page of template.spec.parameters) {
        Object.keys(page.properties).forEach(field => fields.add(field));
        required.push(...(page.required ?? []));
      }
      for (const { name: example, values } of templateExamples().filter(
        ({ template: of }) => of === name,
      )) {
        expect({
          example,
          missing: required.filter(field => values[field] === undefined),
        }).toEqual({ example, missing: [] });
        expect({
          example,
          unknown: Object.keys(values).filter(field => !fields.has(field)),
        }).toEqual({ example, unknown: [] });
      }
    },
  );
});
