import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe } from 'jest-axe';
import { FakeDataPipelinesApi } from '../__testUtils__/FakeDataPipelinesApi';
import { dataPlanFor } from '../__testUtils__/points';
import { renderPage } from '../__testUtils__/renderPage';
import { factoryTelemetry } from '../__testUtils__/story';
import { PenstockRoot } from '../parts/PenstockRoot';
import { SnapshotButton } from './SnapshotButton';

async function open(element = false) {
  const api = new FakeDataPipelinesApi();
  api.plan = dataPlanFor;
  renderPage(
    <PenstockRoot>
      <SnapshotButton of={{ pipeline: factoryTelemetry, ...(element && { element: factoryTelemetry.elements[0] }) }} right={undefined} />
    </PenstockRoot>,
    { api },
  );
  await userEvent.click(await screen.findByRole('button', { name: 'Take snapshot…' }));
  return { api, dialog: await screen.findByRole('dialog') };
}

const button = () => screen.findByRole('button', { name: 'Take snapshot' });

describe('SnapshotDialog', () => {
  it('says in plain sentences what happens, and takes all of the pipeline in one click', async () => {
    const { api, dialog } = await open();
    expect(await within(dialog).findByRole('list', { name: 'What happens to each element' })).toHaveTextContent('telemetry: Producers wait up to 20 s');
    expect(dialog).toHaveTextContent('Writes are paused for at most 20 s.');
    expect(await axe(dialog)).toHaveNoViolations();
    await userEvent.dblClick(await button());
    await waitFor(() => expect(screen.getByLabelText('address')).toHaveTextContent('/data-pipelines/operations/op-snapshot'));
    expect(api.starts).toHaveLength(1);
    expect(api.starts[0].request.request).toEqual({ kind: 'snapshot', pipeline: 'factory-telemetry', consistency: 'application', longestPauseSeconds: 60, keepDays: 30 });
  });

  it('says how long earlier cuts of the same elements paused writes, and where the point is kept', async () => {
    const { api, dialog } = await open(true);
    expect(await within(dialog).findByText('Not measured: no earlier point of exactly these elements paused writes.')).toBeVisible();
    expect(dialog).toHaveTextContent('On the storage of the cluster itself.');
    expect(api.calls).toContain('listRecoveryPoints {"pipeline":"factory-telemetry","limit":50}');
  });

  it('takes what is chosen: elements, consistency, days and note', async () => {
    const { api, dialog } = await open(true);
    expect(within(dialog).getByRole('radio', { name: 'Chosen elements' })).toBeChecked();
    expect(within(dialog).getByRole('checkbox', { name: 'telemetry' })).toBeChecked();
    await userEvent.click(within(dialog).getByRole('checkbox', { name: 'readings-search' }));
    await userEvent.click(within(dialog).getByRole('radio', { name: /^Crash/ }));
    expect(within(dialog).queryByRole('textbox', { name: 'Longest pause, seconds' })).not.toBeInTheDocument();
    await userEvent.clear(within(dialog).getByRole('textbox', { name: 'Keep for days' }));
    await userEvent.type(within(dialog).getByRole('textbox', { name: 'Note' }), 'before v12');
    await waitFor(() => expect(api.planned[api.planned.length - 1]).toEqual({ kind: 'snapshot', elements: ['telemetry', 'readings-search'], consistency: 'crash', note: 'before v12' }));
  });

  it('draws no plan for what is wrong, and says what', async () => {
    const { api, dialog } = await open();
    await button();
    const asked = api.planned.length;
    const pause = within(dialog).getByRole('textbox', { name: 'Longest pause, seconds' });
    await userEvent.clear(pause);
    await userEvent.type(pause, '9999');
    expect(await button()).toHaveAccessibleDescription('A pause is 1 to 600 seconds.');
    await userEvent.clear(pause);
    await userEvent.type(pause, '20');
    await userEvent.click(within(dialog).getByRole('radio', { name: 'Chosen elements' }));
    expect(await button()).toHaveAccessibleDescription('Choose at least one element.');
    await userEvent.click(await button());
    expect(api.starts).toEqual([]);
    expect(api.planned.slice(asked).some(request => request.kind === 'snapshot' && request.longestPauseSeconds === 9999)).toBe(false);
  });
});
