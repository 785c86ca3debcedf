import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe } from 'jest-axe';
import { FakeDataPipelinesApi } from '../__testUtils__/FakeDataPipelinesApi';
import { dataPlanFor, pointList, storyPoints } from '../__testUtils__/points';
import { renderPage } from '../__testUtils__/renderPage';
import { DataTab } from '../entity/DataTab';

const entity = { apiVersion: 'backstage.io/v1alpha1', kind: 'System', metadata: { name: 'factory-telemetry', namespace: 'default' }, spec: { type: 'data-pipeline' } };

function tab(at: string, allowed = true) {
  const api = new FakeDataPipelinesApi();
  api.recoveryPoints = pointList(storyPoints);
  api.plan = dataPlanFor;
  if (!allowed) api.rights = [{ kind: 'clone', allowed: false, permission: 'data-pipelines.restore.copy' }];
  renderPage(<DataTab />, { api, entity, at });
  return api;
}

const ofPoint = () => screen.findByRole('button', { name: 'Clone for a test from the point of 08:00:00 UTC' });
const ofElement = () => screen.findByRole('button', { name: 'Clone for a test: telemetry' });
const lastOf = (api: FakeDataPipelinesApi) => api.planned[api.planned.length - 1];

describe('CloneDialog', () => {
  it('makes a copy of an element of the point, under the name that is entered, once', async () => {
    const api = tab('/?view=points&point=rp-good');
    await userEvent.click(await ofPoint());
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByRole('radio', { name: 'The point of 08:00:00 UTC' })).toBeChecked();
    await waitFor(() => expect(lastOf(api)).toEqual({ kind: 'clone', element: 'telemetry', name: 'telemetry-test', recoveryPoint: 'rp-good' }));
    await userEvent.click(within(dialog).getByRole('radio', { name: 'readings-search' }));
    const name = within(dialog).getByRole('textbox', { name: 'Name of the copy' });
    expect(name).toHaveValue('readings-search-test');
    await userEvent.clear(name);
    await userEvent.type(name, 'search-v12');
    const wanted = { kind: 'clone', element: 'readings-search', name: 'search-v12', recoveryPoint: 'rp-good' };
    await waitFor(() => expect(lastOf(api)).toEqual(wanted));
    expect(await axe(dialog)).toHaveNoViolations();
    const start = within(dialog).getByRole('button', { name: 'Take snapshot' });
    await waitFor(() => expect(start).not.toHaveAttribute('aria-disabled'));
    await userEvent.dblClick(start);
    await waitFor(() => expect(screen.getByLabelText('address')).toHaveTextContent('/data-pipelines/operations/op-snapshot'));
    expect(api.starts.map(({ request }) => request.request)).toEqual([wanted]);
  });

  it('can be made of the volumes as they are, instead of the point', async () => {
    const api = tab('/?view=points&point=rp-good');
    await userEvent.click(await ofPoint());
    await userEvent.click(await screen.findByRole('radio', { name: 'The volumes as they are now' }));
    await waitFor(() => expect(lastOf(api)).toEqual({ kind: 'clone', element: 'telemetry', name: 'telemetry-test' }));
  });

  it('draws no plan for what is no name, and says what is one', async () => {
    const api = tab('/?element=telemetry');
    await userEvent.click(await ofElement());
    await waitFor(() => expect(lastOf(api)).toEqual({ kind: 'clone', element: 'telemetry', name: 'telemetry-test' }));
    const name = screen.getByRole('textbox', { name: 'Name of the copy' });
    await userEvent.clear(name);
    await userEvent.type(name, 'Not_a_name');
    const sentence = 'Use small letters, digits and hyphens, beginning with a letter, 53 at most.';
    expect(name).toBeInvalid();
    expect(name).toHaveAccessibleDescription(sentence);
    const start = await screen.findByRole('button', { name: 'Take snapshot' });
    expect(start).toHaveAccessibleDescription(sentence);
    await userEvent.click(start);
    expect(api.starts).toEqual([]);
    expect(api.planned.some(request => request.kind === 'clone' && request.name === 'Not_a_name')).toBe(false);
  });

  it('is refused with the permission where it is missing', async () => {
    tab('/?view=points&point=rp-good', false);
    const button = await ofPoint();
    await waitFor(() => expect(button).toHaveAccessibleDescription(/Missing permission: data-pipelines.restore.copy/));
    await userEvent.click(button);
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('is refused with the reason where nothing can be restored from the point', async () => {
    tab('/?view=points&point=rp-foreign');
    expect(await screen.findByRole('button', { name: /^Clone for a test from the point of 2026-11-19 14:00/ })).toHaveAccessibleDescription('The driver reports an error.');
  });
});
