import type { AuthService, BackstageCredentials, LoggerService } from '@backstage/backend-plugin-api';
import { InputError, ResponseError } from '@backstage/errors';
import { createTemplateAction, type TemplateExample } from '@backstage/plugin-scaffolder-node';
import type { DataPipelinesApi, ManifestsReport, ManifestsRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import { describeFailure, describeOutcomes, summarise } from './describeReport';
import { readManifests } from './readManifests';

/** What the actions that ask a cluster need. */
export interface ManifestsActionOptions {
  api: DataPipelinesApi;
  auth: AuthService;
}

/** The part of the scaffolder's action context that is used here. */
interface ManifestsContext {
  input: { path: string; cluster: string; namespace: string };
  workspacePath: string;
  logger: LoggerService;
  getInitiatorCredentials(): Promise<BackstageCredentials>;
}

/** The server's sentence with its remedy, instead of "Request failed with 4xx". */
function sentenceOf(error: unknown): string | undefined {
  if (!(error instanceof ResponseError)) return undefined;
  const { message, remedy } = error.body.error;
  return typeof remedy === 'string' && !message.includes(remedy) ? `${message} ${remedy}` : message;
}

/**
 * Reads the manifests of the workspace and sends them to the data-pipelines
 * backend with the rights of the person who started the template.
 *
 * @throws InputError with the server's sentence when it refuses, or with what
 *   failed and what exists when some objects failed
 */
async function sendManifests(
  context: ManifestsContext,
  auth: AuthService,
  send: (request: ManifestsRequest, options: { token: string }) => Promise<ManifestsReport>,
): Promise<ManifestsReport> {
  const { input, logger, workspacePath } = context;
  const manifests = await readManifests(workspacePath, input.path);
  const { token } = await auth.getPluginRequestToken({
    onBehalfOf: await context.getInitiatorCredentials(),
    targetPluginId: 'data-pipelines',
  });
  let report: ManifestsReport;
  try {
    report = await send({ cluster: input.cluster, namespace: input.namespace, manifests }, { token });
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === undefined) throw error;
    throw new InputError(sentence);
  }
  for (const line of describeOutcomes(report)) logger.info(line);
  if (!report.succeeded) throw new InputError(describeFailure(report));
  return report;
}

/** An action that sends the workspace's manifests to a cluster by one method of the API. */
export function createManifestsAction(
  { api, auth }: ManifestsActionOptions,
  about: {
    id: string;
    description: string;
    examples: TemplateExample[];
    /** Whether the scaffolder may run it in its own dry run. */
    supportsDryRun: boolean;
    method: 'dryRunManifests' | 'applyManifests';
  },
) {
  const { method, ...options } = about;
  return createTemplateAction({
    ...options,
    schema: {
      input: {
        path: z => z.string().describe('File or folder of manifests in the workspace'),
        cluster: z => z.string().describe('Name of a configured cluster'),
        namespace: z => z.string().describe('Namespace that all objects are in'),
      },
      output: {
        summary: z => z.string().describe('One line per object, as Markdown'),
      },
    },
    async handler(context) {
      const report = await sendManifests(context, auth, (request, token) => api[method](request, token));
      context.output('summary', summarise(report));
    },
  });
}
