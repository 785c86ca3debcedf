import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { screen } from '@testing-library/react';
import { Route, Routes } from 'react-router-dom';
import { dataPipelinesApiRef, DataPipelinesOperationPage, DataPipelinesPage, dataPipelinesPlugin, isDataAvailable } from './legacy';
import { FakeDataPipelinesApi } from './__testUtils__/FakeDataPipelinesApi';
import { operation } from './__testUtils__/operations';

describe('the plugin in an app of the old frontend system', () => {
  it('renders its page', async () => {
    await renderInTestApp(
      <TestApiProvider apis={[[dataPipelinesApiRef, new FakeDataPipelinesApi()]]}>
        <Routes>
          <Route path="/" element={<DataPipelinesPage />} />
        </Routes>
      </TestApiProvider>,
      {
        mountedRoutes: {
          '/catalog/:namespace/:kind/:name': entityRouteRef,
          '/data-pipelines': dataPipelinesPlugin.routes.root,
          '/create': dataPipelinesPlugin.externalRoutes.createElement,
        },
      },
    );
    expect(await screen.findByRole('table', { name: 'Pipelines, worst first' })).toBeVisible();
  });

  it('renders the page of an operation', async () => {
    const api = new FakeDataPipelinesApi();
    api.operations = [operation()];
    await renderInTestApp(
      <TestApiProvider apis={[[dataPipelinesApiRef, api]]}>
        <Routes>
          <Route path="/data-pipelines/operations/:id" element={<DataPipelinesOperationPage />} />
        </Routes>
      </TestApiProvider>,
      {
        routeEntries: ['/data-pipelines/operations/op-7f3a9c'],
        mountedRoutes: {
          '/catalog/:namespace/:kind/:name': entityRouteRef,
          '/data-pipelines': dataPipelinesPlugin.routes.root,
        },
      },
    );
    expect(await screen.findByRole('heading', { level: 1, name: 'Expand 3 volumes of telemetry' })).toBeVisible();
  });

  it('knows which entities have data', () => {
    const entity = { apiVersion: 'v1', kind: 'Resource', metadata: { name: 'a', annotations: { 'penstock.dev/element': 'a' } } };
    expect(isDataAvailable(entity)).toBe(true);
    expect(isDataAvailable({ ...entity, metadata: { name: 'a' } })).toBe(false);
  });
});
