import { createDevApp } from '@backstage/frontend-dev-utils';
import { createFrontendModule, ApiBlueprint } from '@backstage/frontend-plugin-api';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { LABEL_ELEMENT } from '@penstock/backstage-plugin-data-pipelines-common';
import dataPipelinesPlugin from '../src';
import { dataPipelinesApiRef } from '../src/api/dataPipelinesApiRef';
import { FakeDataPipelinesApi } from '../src/__testUtils__/FakeDataPipelinesApi';
import { operation } from '../src/__testUtils__/operations';
import { pipelines } from '../src/__testUtils__/story';

const entities = [
  ...pipelines.map(({ summary }) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'System',
    metadata: { name: summary.name, namespace: 'default', description: `The pipeline ${summary.name}` },
    spec: { type: 'data-pipeline', owner: summary.owner ?? 'unknown' },
  })),
  ...pipelines.flatMap(({ elements }) =>
    elements.map(element => ({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Resource',
      metadata: { name: element.id, namespace: 'default', annotations: { [LABEL_ELEMENT]: element.id } },
      spec: { type: element.engine, owner: 'group:default/plant-data', system: element.pipeline },
    })),
  ),
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name: 'unlinked', namespace: 'default' },
    spec: { type: 'kafka', owner: 'group:default/plant-data' },
  },
];

/** The fake API with an operation in each look that its page has. */
function fakeApi(): FakeDataPipelinesApi {
  const api = new FakeDataPipelinesApi();
  const failure = {
    code: 'RESIZE_INFEASIBLE',
    cause: 'The driver cannot grow this volume',
    evidence: ['Warning VolumeResizeFailed: the pool is full'],
    state: 'Two of three volumes have grown',
    remedy: 'Make room in the pool, then plan it again',
  };
  const since = new Date(Date.now() - 4000).toISOString();
  const pause = { state: 'held' as const, since, limitSeconds: 60, resumeBy: new Date(Date.now() + 56_000).toISOString() };
  const finishedAt = '2026-11-20T14:31:20Z';
  api.operations = [
    operation({}, { id: 'running' }),
    operation({ pause }, { id: 'paused', kind: 'snapshot', phase: 'Cutting', title: 'Snapshot of factory-telemetry' }),
    operation({ failure }, { id: 'failed', phase: 'Failed', finishedAt }),
    operation({ result: { sentences: ['3 of 3 volumes have 200 GiB'] } }, { id: 'done', phase: 'Succeeded', finishedAt }),
  ];
  return api;
}

const fakes = createFrontendModule({
  pluginId: 'data-pipelines',
  extensions: [
    dataPipelinesPlugin.getExtension('api:data-pipelines').override({
      params: define => define({ api: dataPipelinesApiRef, deps: {}, factory: fakeApi }),
    }),
  ],
});

const catalogFakes = createFrontendModule({
  pluginId: 'catalog',
  extensions: [
    ApiBlueprint.make({
      params: define => define({ api: catalogApiRef, deps: {}, factory: () => catalogApiMock({ entities }) }),
    }),
  ],
});

createDevApp({ features: [dataPipelinesPlugin, catalogPlugin, fakes, catalogFakes] });
