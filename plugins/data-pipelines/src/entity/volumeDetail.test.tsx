import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { VolumeDetail } from '@penstock/backstage-plugin-data-pipelines-common';
import { axe } from 'jest-axe';
import { FakeDataPipelinesApi } from '../__testUtils__/FakeDataPipelinesApi';
import { recoveryPoint } from '../__testUtils__/points';
import { renderPage } from '../__testUtils__/renderPage';
import { DataTab } from './DataTab';

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'System',
  metadata: { name: 'factory-telemetry', namespace: 'default' },
  spec: { type: 'data-pipeline' },
};
const VOLUME = 'data-0-telemetry-broker-1';

const pool = { cluster: 'prod-north', apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaNodePool', namespace: 'factory-telemetry', name: 'broker' };
const claim = { ...pool, apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: VOLUME };

const DETAIL: VolumeDetail = {
  objects: [
    { role: 'size-owner', object: pool, yaml: 'kind: KafkaNodePool\n', kubectl: 'kubectl get pool' },
    { role: 'claim', object: claim, reason: 'Penstock has no right to read it.', kubectl: 'kubectl get pvc' },
  ],
  events: {
    state: 'read',
    items: [
      { type: 'Warning', reason: 'VolumeResizeFailed', message: 'the backend is full', object: `PersistentVolumeClaim ${VOLUME}`, at: '2026-11-20T14:31:00Z', count: 4, by: 'external-resizer' },
      { type: 'Normal', reason: 'Resizing', message: 'resizing', object: `PersistentVolumeClaim ${VOLUME}` },
      { type: 'Odd', reason: 'New', message: 'something new', object: `PersistentVolumeClaim ${VOLUME}` },
    ],
  },
};

async function open(api: FakeDataPipelinesApi) {
  const { container } = renderPage(<DataTab />, { api, entity, at: '/?view=volumes' });
  await userEvent.click(await screen.findByRole('button', { name: VOLUME }));
  return { container, drawer: await screen.findByRole('complementary', { name: `Volume ${VOLUME}` }) };
}

describe('what the cluster says of a volume', () => {
  it('are its last events with word, object, count and who says it', async () => {
    const api = new FakeDataPipelinesApi();
    api.volumeDetail = DETAIL;
    const { container, drawer } = await open(api);
    const [warning, normal, odd] = within(await within(drawer).findByRole('list', { name: 'Last events' })).getAllByRole('listitem');
    expect(warning).toHaveTextContent(/^WarningVolumeResizeFailed.* ago.*the backend is fullPersistentVolumeClaim data-0-telemetry-broker-1 · said by external-resizer · 4 times$/);
    expect(normal).toHaveTextContent(/^NormalResizingtime not stated/);
    expect(odd).toHaveTextContent(/^OddNew/);
    expect(await axe(container)).toHaveNoViolations();
  });

  it('are its objects, each with YAML and command, or the reason why there is none', async () => {
    const api = new FakeDataPipelinesApi();
    api.volumeDetail = DETAIL;
    const { drawer } = await open(api);
    const [owner, of] = within(await within(drawer).findByRole('list', { name: 'Objects' })).getAllByRole('listitem');
    expect(within(owner).queryByRole('region')).not.toBeInTheDocument();
    await userEvent.click(within(owner).getByRole('button', { name: 'YAML of KafkaNodePool broker' }));
    expect(within(owner).getByRole('region', { name: 'YAML of KafkaNodePool broker' })).toHaveTextContent('kind: KafkaNodePool');
    expect(of).toHaveTextContent('Penstock has no right to read it.');
    expect(within(of).getByRole('button', { name: `Copy kubectl for PersistentVolumeClaim ${VOLUME}` })).toBeVisible();
    expect(within(of).queryByRole('button', { name: /YAML/ })).not.toBeInTheDocument();
  });

  it('is asked for once, and again only on request', async () => {
    const api = new FakeDataPipelinesApi();
    const { drawer } = await open(api);
    const asked = () => api.calls.filter(call => call === `getVolume telemetry ${VOLUME}`).length;
    expect(await within(drawer).findByText(/^Nothing was said of it lately/)).toBeVisible();
    expect(asked()).toBe(1);
    api.volumeDetail = DETAIL;
    await userEvent.click(within(drawer).getByRole('button', { name: 'Read again' }));
    expect(await within(drawer).findByText('the backend is full')).toBeVisible();
    expect(asked()).toBe(2);
  });

  it('that cannot be read is unknown, with the reason, and no emptiness', async () => {
    const api = new FakeDataPipelinesApi();
    api.volumeDetail = { objects: [], events: { state: 'unknown', reason: 'Penstock has no right to read events.' } };
    const { drawer } = await open(api);
    expect(await within(drawer).findByText('Penstock has no right to read events.')).toBeVisible();
    expect(within(drawer).queryByText(/Nothing was said/)).not.toBeInTheDocument();
  });

  it('fails for itself: the rest of the panel stays', async () => {
    const api = new FakeDataPipelinesApi();
    api.volumeFailure = new Error('no such thing');
    const { drawer } = await open(api);
    expect(await within(drawer).findByText('no such thing')).toBeVisible();
    expect(within(drawer).getByRole('region', { name: 'Who owns the size' })).toHaveTextContent('KafkaNodePool broker');
  });
});

describe('the snapshots of a volume', () => {
  const member = (volume: string) => ({ element: 'telemetry', volume, object: { ...claim, kind: 'VolumeSnapshot', name: `s-${volume}` }, ready: true });

  it('are those of the points that hold one, and lead to the point', async () => {
    const api = new FakeDataPipelinesApi();
    const held = recoveryPoint('p-held', '2026-11-20T08:00:00Z', { members: [member(VOLUME)] });
    api.recoveryPoints = { ...api.recoveryPoints, items: [held, recoveryPoint('p-other', '2026-11-20T09:00:00Z', { members: [member('data-9')] })], total: 2 };
    const { drawer } = await open(api);
    const part = within(drawer).getByRole('region', { name: 'Snapshots' });
    expect(await within(part).findByText('1 recovery point holds a snapshot of it.')).toBeVisible();
    await userEvent.click(within(within(part).getByRole('toolbar')).getByRole('button'));
    await waitFor(() => expect(screen.getByLabelText('address')).toHaveTextContent('/?view=points&point=p-held'));
  });
});

describe('a snapshot of volumes', () => {
  it('is taken of those that are chosen, or of all of their element', async () => {
    const api = new FakeDataPipelinesApi();
    renderPage(<DataTab />, { api, entity, at: '/?view=volumes' });
    for (const name of ['data-0-telemetry-broker-0', VOLUME]) await userEvent.click(await screen.findByRole('checkbox', { name: `Select ${name}` }));
    await userEvent.click(screen.getByRole('button', { name: 'Snapshot of 2 volumes…' }));
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByRole('radio', { name: `2 volumes of telemetry alone: data-0-telemetry-broker-0, ${VOLUME}` })).toBeChecked();
    const last = () => api.planned[api.planned.length - 1];
    await waitFor(() => expect(last()).toMatchObject({ kind: 'snapshot', elements: ['telemetry'], volumes: ['data-0-telemetry-broker-0', VOLUME] }));
    await userEvent.click(within(dialog).getByRole('radio', { name: 'Chosen elements' }));
    await waitFor(() => expect(last()).not.toHaveProperty('volumes'));
    expect(last()).toMatchObject({ elements: ['telemetry'] });
  });
});
