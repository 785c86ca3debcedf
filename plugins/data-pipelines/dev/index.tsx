import { createDevApp } from '@backstage/frontend-dev-utils';
import { createFrontendModule, ApiBlueprint } from '@backstage/frontend-plugin-api';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { LABEL_ELEMENT } from '@penstock/backstage-plugin-data-pipelines-common';
import dataPipelinesPlugin from '../src';
import { dataPipelinesApiRef } from '../src/api/dataPipelinesApiRef';
import { FakeDataPipelinesApi } from '../src/__testUtils__/FakeDataPipelinesApi';
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

const fakes = createFrontendModule({
  pluginId: 'data-pipelines',
  extensions: [
    dataPipelinesPlugin.getExtension('api:data-pipelines').override({
      params: define => define({ api: dataPipelinesApiRef, deps: {}, factory: () => new FakeDataPipelinesApi() }),
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
