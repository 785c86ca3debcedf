import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Pipeline } from '@penstock/backstage-plugin-data-pipelines-common';
import { refreshPages } from '../api/refreshPages';
import { FakeDataPipelinesApi } from '../__testUtils__/FakeDataPipelinesApi';
import { renderPage } from '../__testUtils__/renderPage';
import { factoryTelemetry } from '../__testUtils__/story';
import { DataTab } from '../entity/DataTab';
import { HealthCard } from '../entity/HealthCard';

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'System',
  metadata: { name: 'factory-telemetry', namespace: 'default' },
  spec: { type: 'data-pipeline' },
};
const { summary } = factoryTelemetry;
const action = { kind: 'expand' as const, label: 'Expand 3 volumes', element: 'telemetry', volumes: ['data-0-telemetry-broker-1'] };
const red: Pipeline = { ...factoryTelemetry, summary: { ...summary, health: { ...summary.health, action } } };
const emptied: Pipeline = { ...factoryTelemetry, elements: [], summary: { ...summary, health: { word: 'Unknown', cause: 'The cluster is read anew', findings: [] } } };

function refreshedTo(api: FakeDataPipelinesApi, pipeline: Pipeline) {
  api.pipelines = [pipeline];
  act(refreshPages);
  return screen.findByText('The cluster is read anew');
}

describe('an open dialog', () => {
  it('stays while a refresh takes away what suggested it, and can be started', async () => {
    const api = new FakeDataPipelinesApi({ pipelines: [red] });
    renderPage(<HealthCard />, { api, entity });
    await userEvent.click(await screen.findByRole('button', { name: 'Expand 3 volumes' }));
    await screen.findByText('190Gi each');
    await refreshedTo(api, emptied);
    expect(screen.getAllByRole('button', { name: 'Expand 3 volumes', hidden: true })).toHaveLength(1);
    await userEvent.click(screen.getByRole('checkbox', { name: /cannot be made smaller again/ }));
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Expand 3 volumes' }));
    await waitFor(() => expect(api.starts[0]?.request.request).toMatchObject({ kind: 'expand', element: 'telemetry' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });

  it('is closed by Esc, also where what opened it is gone', async () => {
    const api = new FakeDataPipelinesApi({ pipelines: [red] });
    renderPage(<HealthCard />, { api, entity });
    await userEvent.click(await screen.findByRole('button', { name: 'Expand 3 volumes' }));
    await refreshedTo(api, emptied);
    expect(screen.getByRole('dialog')).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(api.starts).toEqual([]);
  });

  it('stays where an address asked for it and its element cannot be seen any more', async () => {
    const api = new FakeDataPipelinesApi();
    renderPage(<DataTab />, { api, entity, at: '/?view=volumes&dialog=expand&of=telemetry' });
    await screen.findByText('190Gi each');
    await refreshedTo(api, emptied);
    expect(screen.getByRole('dialog', { name: /^Expand 3 volumes of telemetry/ })).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.getByLabelText('address')).toHaveTextContent(/^\/\?view=volumes$/));
  });
});
