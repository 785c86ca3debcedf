import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { mockApis } from '@backstage/frontend-test-utils';
import type { Pipeline, Volume } from '@penstock/backstage-plugin-data-pipelines-common';
import { axe } from 'jest-axe';
import { volume } from '../__testUtils__/elements';
import { FakeDataPipelinesApi } from '../__testUtils__/FakeDataPipelinesApi';
import { operation } from '../__testUtils__/operations';
import { pseudoTranslation } from '../__testUtils__/pseudoTranslation';
import { renderPage } from '../__testUtils__/renderPage';
import { factoryTelemetry } from '../__testUtils__/story';
import { DataTab } from './DataTab';
import { HealthCard } from './HealthCard';

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'System',
  metadata: { name: 'factory-telemetry', namespace: 'default' },
  spec: { type: 'data-pipeline' },
};
const [kafka, ...others] = factoryTelemetry.elements;
const withVolumes = (volumes: Volume[]): Pipeline => ({ ...factoryTelemetry, elements: [{ ...kafka, volumes }, ...others] });
const tab = (api = new FakeDataPipelinesApi(), at = '/?view=volumes') => {
  const { container } = renderPage(<DataTab />, { api, entity, at });
  return { api, container };
};
const bar = () => screen.findByRole('group', { name: 'What to do with the selected volumes' });
const choice = (name: string) => screen.findByRole('checkbox', { name });

describe('choosing volumes', () => {
  it('says how many, opens the dialog for them, and forgets them on request', async () => {
    tab();
    expect(within(await bar()).getByRole('status')).toHaveTextContent('0 volumes selected');
    await userEvent.click(await choice('Select data-0-telemetry-broker-0'));
    await userEvent.click(await choice('Select data-0-telemetry-broker-1'));
    expect(within(await bar()).getByRole('status')).toHaveTextContent('2 volumes selected');
    await userEvent.click(within(await bar()).getByRole('button', { name: 'Expand 2 volumes…' }));
    expect(await screen.findByRole('dialog')).toHaveTextContent('Applies to all 4 that share this size');
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    await userEvent.click(within(await bar()).getByRole('button', { name: 'Clear' }));
    expect(within(await bar()).getByRole('status')).toHaveTextContent('0 volumes selected');
  });

  it('stays while pages are turned', async () => {
    const many = Array.from({ length: 60 }, (_, at) => volume(`data-${at}`, 50));
    tab(new FakeDataPipelinesApi({ pipelines: [withVolumes(many)] }));
    await userEvent.click(await choice('Select data-3'));
    await userEvent.click(screen.getByRole('button', { name: 'On' }));
    expect(await choice('Select data-55')).toBeInTheDocument();
    expect(screen.queryByRole('checkbox', { name: 'Select data-3' })).not.toBeInTheDocument();
    expect(within(await bar()).getByRole('status')).toHaveTextContent('1 volume selected');
    await userEvent.click(screen.getByRole('button', { name: 'Back' }));
    expect(await choice('Select data-3')).toBeChecked();
  });

  it('is refused for several elements at once, and where an operation works on one, with the reason', async () => {
    const held = kafka.volumes.map(of => (of.name.endsWith('broker-0') ? { ...of, operation: 'op-7f3a9c' } : of));
    tab(new FakeDataPipelinesApi({ pipelines: [withVolumes(held)] }));
    await userEvent.click(await choice('Select data-0-telemetry-broker-0'));
    expect(screen.getByRole('button', { name: 'Expand 1 volume…' })).toHaveAccessibleDescription('An operation works on them');
    expect(screen.getByRole('link', { name: 'Running: show the operation on data-0-telemetry-broker-0' })).toHaveAttribute('href', '/data-pipelines/operations/op-7f3a9c');
    await userEvent.click(await choice('Select elasticsearch-data-readings-search-es-data-0'));
    expect(screen.getByRole('button', { name: 'Expand 2 volumes…' })).toHaveAccessibleDescription('Choose volumes of one element');
  });

  it('names the permission that is missing', async () => {
    const api = new FakeDataPipelinesApi();
    api.rights = [{ kind: 'expand', allowed: false, permission: 'data-pipelines.volume.expand' }];
    tab(api);
    await userEvent.click(await choice('Select data-0-telemetry-broker-0'));
    expect(screen.getByRole('button', { name: 'Expand 1 volume…' })).toHaveAccessibleDescription(/Missing permission: data-pipelines.volume.expand/);
  });
});

describe('a volume in full', () => {
  it('says who owns the size, what the volume is made of, and the command; the focus goes in and comes back', async () => {
    const rich = volume('data-0', 93, {
      reclaimPolicy: 'Retain',
      topology: 'topology.kubernetes.io/zone a',
      forecast: { growthBytesPerSecond: 222_000, basis: 'growth of the last six hours' },
      conditions: [{ type: 'FileSystemResizePending', status: 'True', message: 'Waiting for a restart' }],
    });
    const { container } = tab(new FakeDataPipelinesApi({ pipelines: [withVolumes([rich])] }));
    const name = await screen.findByRole('button', { name: 'data-0' });
    await userEvent.click(name);
    const drawer = await screen.findByRole('complementary', { name: 'Volume data-0' });
    expect(document.activeElement).toBe(within(drawer).getByRole('heading', { name: 'data-0' }));
    const owner = within(drawer).getByRole('region', { name: 'Who owns the size' });
    expect(owner).toHaveTextContent(/KafkaNodePool brokerspec\.storage\.volumes\[id=0\]\.size: 100 GiB.*1 claimdata-0Persistent volume pvc-data-0rbd\.csi\.ceph\.com, reclaim policy Retain/);
    expect(drawer).toHaveTextContent('topology.kubernetes.io/zone a');
    expect(drawer).toHaveTextContent(/Grows 17\.9 GiB a day \(growth of the last six hours\)\./);
    expect(drawer).toHaveTextContent('FileSystemResizePending True · Waiting for a restart');
    expect(within(drawer).getByRole('region', { name: 'The volume with kubectl' })).toHaveTextContent('kubectl --context prod-north -n factory-telemetry get pvc data-0');
    expect(await axe(container)).toHaveNoViolations();
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('complementary', { name: 'Volume data-0' })).not.toBeInTheDocument());
    expect(document.activeElement).toBe(name);
  });

  it('can be expanded', async () => {
    tab();
    await userEvent.click(await screen.findByRole('button', { name: 'data-0-telemetry-broker-1' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Expand 4 volumes… with data-0-telemetry-broker-1' }));
    expect(await screen.findByRole('dialog')).toBeVisible();
  });
});

describe('the suggested expansion', () => {
  it('opens from the health card with the volumes that it names', async () => {
    const action = { kind: 'expand' as const, label: 'Expand 3 volumes', element: 'telemetry', volumes: ['data-0-telemetry-broker-1'] };
    const red = { ...factoryTelemetry, summary: { ...factoryTelemetry.summary, health: { ...factoryTelemetry.summary.health, action } } };
    const api = new FakeDataPipelinesApi({ pipelines: [red] });
    renderPage(<HealthCard />, { api, entity });
    await userEvent.click(await screen.findByRole('button', { name: 'Expand 3 volumes' }));
    expect(await screen.findByRole('dialog')).toBeVisible();
    await waitFor(() => expect(api.planned[0]).toMatchObject({ kind: 'expand', element: 'telemetry' }));
  });

  it('opens from an address, and leaves it when it is closed', async () => {
    tab(new FakeDataPipelinesApi(), '/?view=volumes&dialog=expand&of=telemetry&volume=data-0-telemetry-broker-1');
    expect(await screen.findByRole('dialog')).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.getByLabelText('address')).toHaveTextContent(/^\/\?view=volumes$/));
  });
});

describe('an expansion that is started from an address', () => {
  it('leads to its operation, and back to the address without the dialog', async () => {
    const { api } = tab(new FakeDataPipelinesApi(), '/?view=volumes&dialog=expand&of=telemetry');
    await screen.findByText('190Gi each');
    await userEvent.click(screen.getByRole('checkbox', { name: /cannot be made smaller again/ }));
    await userEvent.click(screen.getByRole('button', { name: 'Expand 3 volumes' }));
    await waitFor(() => expect(screen.getByLabelText('address')).toHaveTextContent(/^\/data-pipelines\/operations\/op-190gi$/));
    expect(api.starts).toHaveLength(1);
  });
});

describe('the operations of an entity', () => {
  const ended = operation({}, { id: 'op-old', title: 'Expand 1 volume of enricher', phase: 'Succeeded', createdAt: '2026-11-20T14:31:00Z', finishedAt: '2026-11-20T14:31:20Z', message: undefined });

  it('are listed, running first, with links', async () => {
    const api = new FakeDataPipelinesApi();
    api.operations = [ended, operation()];
    const { container } = tab(api, '/?view=operations');
    const table = await screen.findByRole('table', { name: 'Operations of factory-telemetry, running first' });
    const [, first, second] = within(table).getAllByRole('row');
    expect(first).toHaveTextContent(/Expand 3 volumes of telemetryWaiting for rbd.csi.ceph.com.*Running/);
    expect(second).toHaveTextContent(/Expand 1 volume of enricherSucceeded/);
    expect(within(first).getByRole('link')).toHaveAttribute('href', '/data-pipelines/operations/op-7f3a9c');
    expect(await axe(container)).toHaveNoViolations();
  });

  it('say so where there are none', async () => {
    tab(new FakeDataPipelinesApi(), '/?view=operations');
    expect(await screen.findByRole('heading', { name: 'No operations yet' })).toBeVisible();
  });

  it('come page by page', async () => {
    const api = new FakeDataPipelinesApi();
    api.operations = Array.from({ length: 70 }, (_, at) => operation({}, { id: `op-${at}`, title: `Operation ${at}` }));
    tab(api, '/?view=operations');
    await screen.findByText('Operation 49');
    expect(screen.queryByText('Operation 69')).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
    expect(await screen.findByText('Operation 69')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Show more' })).not.toBeInTheDocument();
  });

  it('say their words in the language of the user', async () => {
    const api = new FakeDataPipelinesApi();
    api.operations = [operation()];
    renderPage(<DataTab />, { api, entity, at: '/?view=operations', translation: pseudoTranslation(mockApis.translation()) });
    await screen.findByText('Expand 3 volumes of telemetry');
    for (const word of ['Running', 'Expand', 'Phase', 'Kind']) expect(screen.queryByText(word)).not.toBeInTheDocument();
  });
});
