import { screen } from '@testing-library/react';
import { mockApis, renderTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { dataPipelinesApiRef } from './api/dataPipelinesApiRef';
import plugin from './index';
import { FakeDataPipelinesApi } from './__testUtils__/FakeDataPipelinesApi';
import { operation } from './__testUtils__/operations';

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

  it('has a page for each operation, beside the page of all pipelines', async () => {
    const api = new FakeDataPipelinesApi();
    api.operations = [operation()];
    renderTestApp({
      features: [plugin],
      initialRouteEntries: ['/data-pipelines/operations/op-7f3a9c'],
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
      apis: [[dataPipelinesApiRef, api], mockApis.identity({ ownershipEntityRefs: [] })],
    });
    expect(await screen.findByRole('heading', { level: 1, name: 'Expand 3 volumes of telemetry' })).toBeVisible();
    screen.getAllByRole('link', { name: 'Pipelines' }).forEach(link => expect(link).toHaveAttribute('href', '/data-pipelines'));
  });

  it.each(['api:data-pipelines', 'page:data-pipelines', 'page:data-pipelines/operation', 'entity-card:data-pipelines/health', 'entity-content:data-pipelines/data'] as const)(
    'provides %s under a name that app-config can use',
    id => {
      expect(plugin.getExtension(id)).toBeDefined();
    },
  );
});
