import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { SecretsContextProvider } from '@backstage/plugin-scaffolder-react';
import { axe } from 'jest-axe';
import { Stepper } from '../alphaImports';
import { FakeDataPipelinesApi } from '../__testUtils__/FakeDataPipelinesApi';
import { renderPage } from '../__testUtils__/renderPage';
import { cluster } from '../__testUtils__/story';
import { ClusterPicker } from './ClusterPicker';
import { isNamespaceName, NamespaceField } from './NamespaceField';
import { SizeField } from './SizeField';
import { checkStorageClass, StorageClassPicker } from './StorageClassPicker';

const manifest = {
  title: 'Kafka',
  steps: [
    {
      title: 'Where',
      schema: {
        type: 'object',
        required: ['cluster'],
        properties: {
          cluster: { title: 'Cluster', type: 'string', 'ui:field': 'DataPipelinesClusterPicker', 'ui:options': { engine: 'kafka' } },
          namespace: { title: 'Namespace', type: 'string', 'ui:field': 'DataPipelinesNamespaceField' },
          storageClass: { title: 'Storage class', type: 'string', 'ui:field': 'DataPipelinesStorageClassPicker' },
          encryption: { title: 'Encryption', type: 'string', enum: ['not-required', 'required'], 'ui:widget': 'radio' },
          size: { title: 'Volume per broker', type: 'string', default: '100Gi', 'ui:field': 'DataPipelinesSizeField' },
        },
      },
    },
  ],
};

const extensions = [
  { name: 'DataPipelinesClusterPicker', component: ClusterPicker },
  { name: 'DataPipelinesNamespaceField', component: NamespaceField },
  { name: 'DataPipelinesStorageClassPicker', component: StorageClassPicker, validation: checkStorageClass },
  { name: 'DataPipelinesSizeField', component: SizeField },
];

function openForm(api: FakeDataPipelinesApi, onCreate: () => Promise<void> = async () => {}) {
  return renderPage(
    <SecretsContextProvider>
      <Stepper manifest={manifest} extensions={extensions} onCreate={onCreate} />
    </SecretsContextProvider>,
    { api },
  );
}

const clusters = {
  items: [
    cluster('prod-north'),
    cluster('prod-south', {
      reachable: { state: 'unreachable', class: 'timeout', reason: 'Connection timed out', since: '2026-11-20T14:20:11Z' },
    }),
    cluster('lab', {
      capabilities: [{ id: 'engine:kafka', title: 'Kafka', answer: 'no', reason: 'No Strimzi definitions.', remedy: 'Install Strimzi.' }],
      namespaces: ['sandbox', 'team-a'],
    }),
    cluster('edge', { namespaces: ['plant-a', 'plant-b'], storageClasses: [] }),
  ],
};

describe('fields of the templates', () => {
  it('list the clusters; one that cannot take the element stays in sight with its reason', async () => {
    const { container } = openForm(new FakeDataPipelinesApi({ clusters }));
    const group = await screen.findByRole('radiogroup', { name: /Cluster/ });
    expect(within(group).getByRole('radio', { name: /prod-north/ })).toBeEnabled();
    const dead = within(group).getByRole('radio', { name: /prod-south.*does not answer: Connection timed out/ });
    expect(dead).toBeDisabled();
    expect(within(group).getByRole('radio', { name: /lab.*operator missing: No Strimzi definitions. Install Strimzi./ })).toBeDisabled();
    expect(await axe(container, { rules: { 'heading-order': { enabled: false } } })).toHaveNoViolations();
  });

  it('offer the storage classes of the chosen cluster, in words', async () => {
    openForm(new FakeDataPipelinesApi({ clusters }));
    expect(await screen.findByText('Choose a cluster first.')).toBeVisible();
    await userEvent.click(await screen.findByRole('radio', { name: /prod-north/ }));
    expect(await screen.findByRole('radio', { name: /rbd-encrypted \(default\).*volumes can grow, encrypted, 3 volume copies by the storage, provisioner rbd.csi.ceph.com/ })).toBeEnabled();
    expect(screen.getByRole('radio', { name: /fast.*volumes cannot grow later, encryption not stated, copies by the storage not stated/ })).toBeEnabled();
    await userEvent.click(screen.getByRole('radio', { name: /edge/ }));
    expect(await screen.findByText('This cluster reports no storage class.')).toBeVisible();
  });

  it('refuse a storage class that does not state encryption while that is required, also one chosen before', async () => {
    const create = jest.fn(async () => {});
    const plain = {
      name: 'plain',
      provisioner: 'local.csi.example.com',
      isDefault: false,
      expandable: true,
      encrypted: { answer: 'no' as const, source: 'parameter encrypted of class plain' },
    };
    const north = cluster('prod-north');
    const api = new FakeDataPipelinesApi({ clusters: { items: [{ ...north, storageClasses: [...north.storageClasses, plain] }] } });
    const { container } = openForm(api, create);
    await userEvent.click(await screen.findByRole('radio', { name: /prod-north/ }));
    await userEvent.click(await screen.findByRole('radio', { name: /^plain/ }));
    await userEvent.type(screen.getByRole('textbox', { name: /Namespace/ }), 'orders');
    await userEvent.click(screen.getByRole('radio', { name: 'required' }));
    expect(await screen.findByRole('radio', { name: /^plain.*not encrypted: refused while encryption is required/ })).toBeDisabled();
    expect(screen.getByRole('radio', { name: /^fast.*encryption not stated: refused while encryption is required/ })).toBeDisabled();
    expect(screen.getByRole('radio', { name: /^rbd-encrypted/ })).toBeEnabled();
    expect(screen.getByText(/plain cannot be taken, not encrypted: refused while encryption is required\. Choose another class/)).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: /Review/ }));
    await waitFor(() => expect(api.calls.filter(call => call === 'listClusters').length).toBeGreaterThan(1));
    expect(screen.queryByRole('button', { name: /Create/ })).not.toBeInTheDocument();
    expect(await axe(container, { rules: { 'heading-order': { enabled: false } } })).toHaveNoViolations();
    await userEvent.click(screen.getByRole('radio', { name: /^rbd-encrypted/ }));
    await userEvent.click(screen.getByRole('button', { name: /Review/ }));
    expect(await screen.findByRole('button', { name: /Create/ })).toBeVisible();
  });

  it('take any namespace, or offer those that the cluster is limited to', async () => {
    openForm(new FakeDataPipelinesApi({ clusters }));
    await userEvent.type(await screen.findByRole('textbox', { name: /Namespace/ }), 'orders');
    expect(screen.getByRole('textbox', { name: /Namespace/ })).toHaveValue('orders');
    await userEvent.click(screen.getByRole('radio', { name: /edge/ }));
    await userEvent.click(await screen.findByRole('combobox', { name: /Namespace/ }));
    expect((await screen.findAllByRole('option')).map(option => option.textContent)).toEqual(['plant-a', 'plant-b']);
  });

  it('read a size back in words and say what is wrong with one', async () => {
    openForm(new FakeDataPipelinesApi({ clusters }));
    const size = await screen.findByRole('textbox', { name: /Volume per broker/ });
    expect(size).toHaveAccessibleDescription(/That is 100 GiB./);
    await userEvent.clear(size);
    await userEvent.type(size, '100');
    expect(size).toHaveAccessibleDescription('"100" would be 100 B. Add a unit such as Gi, for example 100Gi.');
    expect(size).toBeInvalid();
    await userEvent.type(size, ' gigs');
    expect(size).toHaveAccessibleDescription('"100 gigs" is no size. Write a number with a unit such as Gi or Ti, for example 100Gi.');
  });

  it('say why there is nothing to choose from', async () => {
    const api = new FakeDataPipelinesApi();
    api.failure = new Error('The backend is being restarted');
    openForm(api);
    expect(await screen.findByText('The clusters cannot be read: The backend is being restarted')).toBeVisible();
  });
});

describe('isNamespaceName', () => {
  it.each([
    ['orders', true],
    ['a', true],
    ['a'.repeat(63), true],
    ['a'.repeat(64), false],
    ['Orders', false],
    ['-orders', false],
    ['orders.eu', false],
    ['', false],
  ])('%s: %s', (name, right) => {
    expect(isNamespaceName(name)).toBe(right);
  });
});
