import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { axe } from 'jest-axe';
import { FakeDataPipelinesApi } from '../__testUtils__/FakeDataPipelinesApi';
import { dataPlanFor, storyPoints } from '../__testUtils__/points';
import { renderPage } from '../__testUtils__/renderPage';
import { factoryTelemetry } from '../__testUtils__/story';
import { PenstockRoot } from '../parts/PenstockRoot';
import { CloneButton } from './CloneButton';
import type { CloneOf } from './CloneDialog';

const [telemetry, search] = ['telemetry', 'readings-search'].map(id => factoryTelemetry.elements.filter(each => each.id === id)[0]);
const point = storyPoints.filter(({ id }) => id === 'rp-good')[0];
const SENTENCE = 'Use small letters, digits and hyphens, beginning with a letter, 53 at most.';

/** The dialog, opened by its button. */
async function opened(asked: Omit<CloneOf, 'taken'>, taken: readonly string[] = []) {
  const of = { ...asked, taken };
  const api = new FakeDataPipelinesApi();
  api.plan = dataPlanFor;
  renderPage(
    <PenstockRoot>
      <CloneButton of={of} label="Clone it" right={undefined} />
    </PenstockRoot>,
    { api },
  );
  fireEvent.click(await screen.findByRole('button', { name: 'Clone it' }));
  const dialog = await screen.findByRole('dialog');
  return { api, dialog, name: within(dialog).getByRole('textbox', { name: 'Name of the copy' }) };
}

const lastOf = (api: FakeDataPipelinesApi) => api.planned[api.planned.length - 1];

describe('CloneDialog', () => {
  it('makes a copy of an element of the point, under the name that is entered, once', async () => {
    const { api, dialog, name } = await opened({ elements: [telemetry, search], point });
    expect(within(dialog).getByRole('radio', { name: 'The point of 08:00:00 UTC' })).toBeChecked();
    await waitFor(() => expect(lastOf(api)).toEqual({ kind: 'clone', element: 'telemetry', name: 'telemetry-test', recoveryPoint: 'rp-good' }));
    fireEvent.click(within(dialog).getByRole('radio', { name: 'readings-search' }));
    expect(name).toHaveValue('readings-search-test');
    fireEvent.change(name, { target: { value: 'search-v12' } });
    const wanted = { kind: 'clone', element: 'readings-search', name: 'search-v12', recoveryPoint: 'rp-good' };
    await waitFor(() => expect(lastOf(api)).toEqual(wanted));
    expect(await axe(dialog)).toHaveNoViolations();
    const start = within(dialog).getByRole('button', { name: 'Take snapshot' });
    await waitFor(() => expect(start).not.toHaveAttribute('aria-disabled'));
    fireEvent.click(start);
    fireEvent.click(start);
    await waitFor(() => expect(screen.getByLabelText('address')).toHaveTextContent('/data-pipelines/operations/op-snapshot'));
    expect(api.starts.map(({ request }) => request.request)).toEqual([wanted]);
  });

  it('begins with a name that is free', async () => {
    const { dialog, name } = await opened({ elements: [telemetry, search] }, ['telemetry-test', 'readings-search']);
    expect(name).toHaveValue('telemetry-test-2');
    fireEvent.click(within(dialog).getByRole('radio', { name: 'readings-search' }));
    expect(name).toHaveValue('readings-search-test');
  });

  it('keeps a name that was entered when another element is chosen', async () => {
    const { dialog, name } = await opened({ elements: [telemetry, search] });
    fireEvent.change(name, { target: { value: 'drill' } });
    fireEvent.click(within(dialog).getByRole('radio', { name: 'readings-search' }));
    expect(name).toHaveValue('drill');
  });

  it('can be made of the volumes as they are, instead of the point', async () => {
    const { api, dialog } = await opened({ elements: [telemetry], point });
    fireEvent.click(within(dialog).getByRole('radio', { name: 'The volumes as they are now' }));
    await waitFor(() => expect(lastOf(api)).toEqual({ kind: 'clone', element: 'telemetry', name: 'telemetry-test' }));
  });

  it('draws no plan for what is no name, and says what is one', async () => {
    const { api, dialog, name } = await opened({ elements: [telemetry] });
    await waitFor(() => expect(lastOf(api)).toEqual({ kind: 'clone', element: 'telemetry', name: 'telemetry-test' }));
    await within(dialog).findByRole('heading', { name: 'Preflight' });
    fireEvent.change(name, { target: { value: 'Not_a_name' } });
    expect(within(dialog).queryByRole('heading', { name: 'Preflight' })).not.toBeInTheDocument();
    expect(name).toBeInvalid();
    expect(name).toHaveAccessibleDescription(SENTENCE);
    const start = await within(dialog).findByRole('button', { name: 'Take snapshot' });
    expect(start).toHaveAccessibleDescription(SENTENCE);
    fireEvent.click(start);
    expect(api.starts).toEqual([]);
    expect(api.planned.some(request => request.kind === 'clone' && request.name === 'Not_a_name')).toBe(false);
  });

  it('is named by what is chosen, not by the former plan, where that is refused', async () => {
    const { api, dialog } = await opened({ elements: [telemetry, search] });
    await within(dialog).findByRole('heading', { name: 'Preflight' });
    expect(dialog).not.toHaveAccessibleName('Clone telemetry for a test');
    api.createPlan = async () => {
      throw new Error('It is there already');
    };
    fireEvent.click(within(dialog).getByRole('radio', { name: 'readings-search' }));
    await within(dialog).findByText('It is there already');
    expect(dialog).toHaveAccessibleName('Clone readings-search for a test');
    expect(within(dialog).getByRole('button', { name: 'Clone readings-search for a test' })).toHaveAttribute('aria-disabled', 'true');
  });
});
