import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import dataPipelinesPlugin from '@penstock/backstage-plugin-data-pipelines-backend';

/**
 * A process that is a backend with the product in it, for {@link BackendProcess}
 * to kill: everybody may do everything, rows are SQLite files. Its first
 * argument is the configuration as JSON; it says its port in one line.
 */
async function main(): Promise<void> {
  const { server } = await startTestBackend({
    features: [
      dataPipelinesPlugin,
      catalogServiceMock.factory(),
      mockServices.rootLogger.factory({ level: 'warn' }),
      mockServices.rootConfig.factory({ data: JSON.parse(process.argv[2]) }),
      mockServices.permissions.factory({ result: AuthorizeResult.ALLOW }),
    ],
  });
  process.stdout.write(`{"port":${server.port()}}\n`);
}

main().catch(error => {
  process.stderr.write(`${error?.stack ?? error}\n`);
  process.exit(1);
});
