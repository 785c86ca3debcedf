import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe } from 'jest-axe';
import { FakeDataPipelinesApi } from '../__testUtils__/FakeDataPipelinesApi';
import { storyLeftovers } from '../__testUtils__/leftovers';
import { dataPlanFor } from '../__testUtils__/points';
import { renderPage } from '../__testUtils__/renderPage';
import { DataTab } from '../entity/DataTab';

const entity = { apiVersion: 'backstage.io/v1alpha1', kind: 'System', metadata: { name: 'factory-telemetry', namespace: 'default' }, spec: { type: 'data-pipeline' } };

function tab(change: (api: FakeDataPipelinesApi) => void = () => undefined) {
  const api = new FakeDataPipelinesApi();
  api.leftovers = { items: [...storyLeftovers] };
  api.plan = dataPlanFor;
  change(api);
  renderPage(<DataTab />, { api, entity, at: '/?view=points' });
  return api;
}

const card = () => screen.findByRole('region', { name: 'Left over' });
const box = (name: string) => screen.findByRole('checkbox', { name: `Choose ${name}` });

describe('what is left over', () => {
  it('says in a row what it is, of which element, why, how much, since when and of which operation', async () => {
    tab();
    const region = await card();
    const [, kept, alone] = within(region).getAllByRole('row');
    expect(kept).toHaveTextContent(/PersistentVolume pv-old-0prod-northtelemetryKept as the undo of a restore until 2026-11-19 14:31:43 UTC, which is over.*40.* GiB2 d/);
    expect(within(kept).getByRole('link', { name: 'op-restored' })).toHaveAttribute('href', '/data-pipelines/operations/op-restored');
    expect(alone).toHaveTextContent(/VolumeSnapshotContent content-alone.*Not reported/);
    expect(await axe(region)).toHaveNoViolations();
  });

  it('lets only what may go be chosen, by keys too, and says why of the rest', async () => {
    tab();
    const stays = await box('PersistentVolume pv-kept-1');
    expect(stays).toBeDisabled();
    expect(stays).toHaveAccessibleDescription('No operation removes it now; what it is says why.');
    expect(await box('VolumeSnapshotContent content-unknown')).toHaveAccessibleDescription('It is not known of which element it is, so no operation can remove it.');
    const free = await box('PersistentVolume pv-old-0');
    act(() => free.focus());
    await userEvent.keyboard(' ');
    expect(free).toBeChecked();
    expect(within(await card()).getByRole('button', { name: 'Remove 1 object…' })).toBeVisible();
  });

  it('removes what is chosen over a plan', async () => {
    const api = tab();
    expect(await screen.findByRole('button', { name: 'Remove…' })).toHaveAccessibleDescription('Choose what is to be removed.');
    await userEvent.click(await box('PersistentVolume pv-old-0'));
    await userEvent.click(await box('VolumeSnapshotContent content-alone'));
    await userEvent.click(screen.getByRole('button', { name: 'Remove 2 objects…' }));
    await screen.findByRole('dialog');
    const [kept, alone] = storyLeftovers;
    await waitFor(() => expect(api.planned).toContainEqual({ kind: 'remove-leftovers', element: 'telemetry', objects: [kept.object, alone.object] }));
  });

  it('removes what belongs to one element at a time', async () => {
    const api = tab();
    await userEvent.click(await box('PersistentVolume pv-old-0'));
    await userEvent.click(await box('VolumeSnapshotContent content-search'));
    const button = screen.getByRole('button', { name: 'Remove 2 objects…' });
    expect(button).toHaveAccessibleDescription('Choose those of one element.');
    await userEvent.click(button);
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(api.planned).toEqual([]);
  });

  it('names the permission where it is missing', async () => {
    tab(api => {
      api.rights = [{ kind: 'remove-leftovers', allowed: false, permission: 'data-pipelines.snapshot.delete' }];
    });
    const button = await screen.findByRole('button', { name: 'Remove…' });
    await waitFor(() => expect(button).toHaveAccessibleDescription(/Missing permission: data-pipelines.snapshot.delete/));
  });

  it('is one line where there is nothing', async () => {
    tab(api => {
      api.leftovers = { items: [] };
    });
    expect(await screen.findByText('Nothing is left over from operations.')).toBeVisible();
    expect(screen.queryByRole('region', { name: 'Left over' })).not.toBeInTheDocument();
  });

  it('says so where it cannot be read', async () => {
    tab(api => {
      api.listLeftovers = async () => {
        throw new Error('no connection');
      };
    });
    expect(within(await card()).getByRole('button', { name: /again/i })).toBeVisible();
  });
});
