import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { AttributesClasses, Pipeline, VolumeAttributes } from '@penstock/backstage-plugin-data-pipelines-common';
import { axe } from 'jest-axe';
import { FakeDataPipelinesApi } from '../__testUtils__/FakeDataPipelinesApi';
import { renderPage } from '../__testUtils__/renderPage';
import { factoryTelemetry } from '../__testUtils__/story';
import { DataTab } from './DataTab';

const VOLUME = 'data-0-telemetry-broker-1';
const OFFERED: AttributesClasses = { items: [{ name: 'gold', driver: 'rbd.csi.ceph.com', summary: 'iops 16000' }] };
const entity = { apiVersion: 'backstage.io/v1alpha1', kind: 'System', metadata: { name: 'factory-telemetry', namespace: 'default' }, spec: { type: 'data-pipeline' } };

function pipelineWith(attributes?: VolumeAttributes, attributesClasses?: AttributesClasses): Pipeline {
  const elements = factoryTelemetry.elements.map(element => ({
    ...element,
    ...(attributesClasses && { attributesClasses }),
    volumes: element.volumes.map(volume => ({ ...volume, ...(attributes && { attributes }) })),
  }));
  return { ...factoryTelemetry, elements };
}

async function drawerOf(attributes?: VolumeAttributes, attributesClasses?: AttributesClasses) {
  const api = new FakeDataPipelinesApi({ pipelines: [pipelineWith(attributes, attributesClasses)] });
  const { container } = renderPage(<DataTab />, { api, entity, at: '/?view=volumes' });
  await userEvent.click(await screen.findByRole('button', { name: VOLUME }));
  return { api, container, drawer: await screen.findByRole('complementary', { name: `Volume ${VOLUME}` }) };
}

const part = (drawer: HTMLElement) => within(drawer).getByRole('region', { name: 'Performance class' });

describe('the performance class of a volume', () => {
  it('is not told where the cluster has none', async () => {
    const { drawer } = await drawerOf();
    expect(within(drawer).queryByText('Performance class')).not.toBeInTheDocument();
  });

  it('is the one that it has with its parameters, and can be changed from there', async () => {
    const { api, container, drawer } = await drawerOf({ state: 'settled', present: 'gold' }, OFFERED);
    expect(part(drawer)).toHaveTextContent(/goldiops 16000$/);
    expect(await axe(container)).toHaveNoViolations();
    await userEvent.click(within(part(drawer)).getByRole('button', { name: `Change… the performance class of ${VOLUME}` }));
    expect(await screen.findByRole('dialog', { name: 'Change 4 volumes of telemetry' })).toBeVisible();
    expect(api.planned).toEqual([]);
  });

  it('is none, where there are some', async () => {
    const { drawer } = await drawerOf(undefined, OFFERED);
    expect(part(drawer)).toHaveTextContent(/None$/);
  });

  it.each<[VolumeAttributes, RegExp]>([
    [{ state: 'waiting', asked: 'gold', reason: 'Its change has not begun' }, /NoneWaitingAsked for: goldIts change has not begun$/],
    [{ state: 'changing', present: 'silver', asked: 'gold', reason: 'Being changed to gold' }, /silver.*ChangingAsked for: goldBeing changed to gold$/],
    [{ state: 'infeasible', present: 'silver', asked: 'gold', reason: 'The driver refuses gold' }, /silver.*InfeasibleAsked for: goldThe driver refuses gold$/],
    [{ state: 'unknown', asked: 'gold', reason: 'Unknown state "Odd"' }, /NoneUnknownAsked for: goldUnknown state "Odd"$/],
  ])('tells a change that is %j', async (attributes, expected) => {
    const { drawer } = await drawerOf(attributes, OFFERED);
    expect(part(drawer)).toHaveTextContent(expected);
  });

  it('says what cannot be known, and a class that is gone', async () => {
    const { drawer } = await drawerOf({ state: 'settled', present: 'gold' }, { items: [], reason: 'no right' });
    expect(part(drawer)).toHaveTextContent(/goldWhich ones there are is not known: no right$/);
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('complementary')).not.toBeInTheDocument());
  });
});

it('a class that the cluster has no more is told so', async () => {
  const { drawer } = await drawerOf({ state: 'settled', present: 'lead' }, OFFERED);
  expect(part(drawer)).toHaveTextContent(/leadThe cluster has no such class any more\.$/);
});
