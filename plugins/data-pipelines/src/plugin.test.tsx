import { screen } from '@testing-library/react';
import { mockApis, renderTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { dataPipelinesApiRef } from './api/dataPipelinesApiRef';
import plugin from './index';
import { FakeDataPipelinesApi } from './__testUtils__/FakeDataPipelinesApi';

describe('the plugin', () => {
  it('has its page at /data-pipelines, under the title that the navigation shows', async () => {
    renderTestApp({
      features: [plugin],
      initialRouteEntries: ['/data-pipelines'],
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
      apis: [[dataPipelinesApiRef, new FakeDataPipelinesApi()], mockApis.identity({ ownershipEntityRefs: [] })],
    });
    expect(await screen.findByRole('table', { name: 'Pipelines, worst first' })).toBeVisible();
    expect(screen.getByRole('heading', { level: 1, name: 'Pipelines' })).toBeInTheDocument();
  });

  it.each(['api:data-pipelines', 'page:data-pipelines', 'entity-card:data-pipelines/health', 'entity-content:data-pipelines/data'] as const)(
    'provides %s under a name that app-config can use',
    id => {
      expect(plugin.getExtension(id)).toBeDefined();
    },
  );
});
