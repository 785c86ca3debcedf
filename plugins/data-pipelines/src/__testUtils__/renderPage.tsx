import type { ReactNode } from 'react';
import type { Entity } from '@backstage/catalog-model';
import { translationApiRef, type TranslationApi } from '@backstage/frontend-plugin-api';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { EntityProvider, entityRouteRef } from '@backstage/plugin-catalog-react';
import { useLocation } from 'react-router-dom';
import { SWRConfig } from 'swr';
import { ClockContext, createFixedClock, type Clock } from '../api/clock';
import { dataPipelinesApiRef } from '../api/dataPipelinesApiRef';
import { simulationControlsApiRef, type SimulationControls } from '../api/simulationControlsApiRef';
import { createElementRouteRef, operationRouteRef, restoreRouteRef, rootRouteRef, templateRouteRef } from '../routes';
import type { FakeDataPipelinesApi } from './FakeDataPipelinesApi';
import { NO_SIMULATION } from './FakeSimulation';
import { STORY_NOW } from './measures';

/** Shows the address, so that tests can read what a page wrote into it. */
function Address() {
  const { pathname, search } = useLocation();
  return <output aria-label="address">{`${pathname}${search}`}</output>;
}

/** What a test may choose about the portal around a page. */
export interface RenderOptions {
  api: FakeDataPipelinesApi;
  /** Who is signed in owns through these. */
  own?: string[];
  entity?: Entity;
  /** The address to begin at. */
  at?: string;
  clock?: Clock;
  translation?: TranslationApi;
  /** The switches of a simulation, where the app has them. */
  controls?: SimulationControls;
  /** Whether the user has every permission that is asked for in the browser. */
  permitted?: boolean;
}

/** Renders a page or part in a test portal with the fake API, a clock that stands still and a signed-in user. */
export function renderPage(page: ReactNode, options: RenderOptions) {
  const { controls = NO_SIMULATION, permitted = true, api, own = [], entity, at = '/', clock = createFixedClock(STORY_NOW), translation = mockApis.translation() } = options;
  return renderInTestApp(
    // Permissions are kept by SWR: without a store of its own a test would see those of the one before.
    <SWRConfig value={{ provider: () => new Map() }}>
      <ClockContext.Provider value={clock}>
        {entity ? <EntityProvider entity={entity}>{page}</EntityProvider> : page}
        <Address />
      </ClockContext.Provider>
    </SWRConfig>,
    {
      initialRouteEntries: [at],
      config: { dataPipelines: { permissionContact: { text: '#plant-data', url: 'https://chat.example.com/plant-data' } } },
      mountedRoutes: {
        '/data-pipelines': rootRouteRef,
        '/data-pipelines/operations/:id': operationRouteRef,
        '/data-pipelines/restore/:point': restoreRouteRef,
        '/create': createElementRouteRef,
        '/create/templates/:namespace/:templateName': templateRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
      apis: [
        [dataPipelinesApiRef, api],
        [translationApiRef, translation],
        [simulationControlsApiRef, controls],
        mockApis.permission({ authorize: permitted ? AuthorizeResult.ALLOW : AuthorizeResult.DENY }),
        mockApis.identity({ userEntityRef: 'user:default/owner', ownershipEntityRefs: own }),
      ],
    },
  );
}
