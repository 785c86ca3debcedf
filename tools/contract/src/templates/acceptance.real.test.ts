import { Api } from '../Api';
import { requireControlPlane } from '../requireControlPlane';
import { type Manifest, readManifest, resourcePath } from '../resourcePath';
import { startTarget } from '../startTarget';
import type { Target } from '../target';
import {
  manifestsOf,
  type TemplateExample,
  templateExamples,
  templateNames,
} from './templates';

const CASE_TIMEOUT_MS = 120_000;
const START_TIMEOUT_MS = 300_000;
const DRY_RUN = 'dryRun=All&fieldValidation=Strict&fieldManager=penstock';

async function render(example: TemplateExample): Promise<Manifest[]> {
  return (await manifestsOf(example)).map(readManifest);
}

if (requireControlPlane()) {
  describe('templates on a real API server with the operators’ definitions', () => {
    let target: Target;
    /** With the rights of the product, no more. */
    let product: Api;

    beforeAll(async () => {
      target = await startTarget('real');
      const { server, ca, tokens } = target;
      product = new Api({ server, ca, token: tokens.penstock });
      const admin = new Api({ server, ca, token: tokens.admin });
      const namespaces = new Set(
        templateExamples().map(({ values }) => String(values.namespace)),
      );
      for (const name of namespaces) {
        await admin.post('/api/v1/namespaces', {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name },
        });
      }
    }, START_TIMEOUT_MS);

    afterAll(() => target?.stop(), START_TIMEOUT_MS);

    async function dryRun(manifest: Manifest): Promise<string> {
      const path = await resourcePath(product, manifest);
      const reply = await product.patch(
        `${path}?${DRY_RUN}`,
        'apply',
        manifest,
      );
      return reply.status < 300 ? 'accepted' : reply.text;
    }

    it('there are at least two parameter sets for each template', () => {
      for (const name of templateNames()) {
        const sets = templateExamples().filter(each => each.template === name);
        expect([name, sets.length >= 2]).toEqual([name, true]);
      }
    });

    it.each(
      templateExamples().map(
        example => [`${example.template}/${example.name}`, example] as const,
      ),
    )(
      '%s: every object is accepted under strict validation',
      async (_, example) => {
        const answers: Record<string, string> = {};
        for (const manifest of await render(example)) {
          const name = `${manifest.kind} ${manifest.metadata.name}`;
          answers[name] = await dryRun(manifest);
        }
        expect(answers).toEqual(
          Object.fromEntries(
            Object.keys(answers).map(name => [name, 'accepted']),
          ),
        );
      },
      CASE_TIMEOUT_MS,
    );

    it.each(templateNames())(
      '%s: a misspelt field would be refused',
      async name => {
        const example = templateExamples().find(each => each.template === name);
        const manifests = example ? await render(example) : [];
        const custom = manifests.filter(({ apiVersion }) =>
          /strimzi|elastic|sparkoperator/.test(apiVersion),
        );
        expect(custom).not.toEqual([]);
        for (const manifest of custom) {
          const misspelt = { ...manifest, specc: {} };
          expect(await dryRun(misspelt)).toContain('specc');
        }
      },
      CASE_TIMEOUT_MS,
    );
  });
}
