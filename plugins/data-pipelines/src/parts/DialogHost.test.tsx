import { useState, type ReactNode } from 'react';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Operation, Pipeline } from '@penstock/backstage-plugin-data-pipelines-common';
import { Route, Routes } from 'react-router-dom';
import { refreshPages } from '../api/refreshPages';
import { FakeDataPipelinesApi } from '../__testUtils__/FakeDataPipelinesApi';
import { FakeSimulation, FAULT_KINDS } from '../__testUtils__/FakeSimulation';
import { operation } from '../__testUtils__/operations';
import { pointList, storySchedules } from '../__testUtils__/points';
import { renderPage } from '../__testUtils__/renderPage';
import { factoryTelemetry } from '../__testUtils__/story';
import { LeaveDialog } from '../dialogs/LeaveDialog';
import { DataTab } from '../entity/DataTab';
import { HealthCard } from '../entity/HealthCard';
import { OperationPage } from '../pages/OperationPage';
import { useOpenDialog } from './DialogHost';
import { PenstockRoot } from './PenstockRoot';

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

function openOperation(shown: Operation) {
  const api = new FakeDataPipelinesApi();
  api.operations = [shown];
  renderPage(
    <Routes>
      <Route path="/data-pipelines/operations/:id" element={<OperationPage />} />
    </Routes>,
    { api, at: `/data-pipelines/operations/${shown.summary.id}` },
  );
  return api;
}

const ID = operation().summary.id;

/** Makes the page read an ended operation again. */
function lookAwayAndBack() {
  for (const hidden of [true, false]) {
    const look = jest.spyOn(document, 'hidden', 'get').mockReturnValue(hidden);
    act(() => {
      document.dispatchEvent(new Event('visibilitychange'));
    });
    look.mockRestore();
  }
}

describe('a dialog of each kind stays though what opened it goes', () => {
  it('of a schedule that somebody else deletes', async () => {
    const api = new FakeDataPipelinesApi();
    api.recoveryPoints = pointList();
    api.schedules = storySchedules;
    renderPage(<DataTab />, { api, entity, at: '/?view=points' });
    await userEvent.click(await screen.findByRole('button', { name: 'Pause schedule six-hourly' }));
    await refreshedTo(api, emptied);
    api.schedules = { items: [], uncovered: [] };
    act(refreshPages);
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Pause schedule six-hourly', hidden: true })).not.toBeInTheDocument());
    expect(screen.getByRole('dialog', { name: 'Pause schedule six-hourly' })).toBeVisible();
  });

  it('of a cancel, which says that there is nothing to cancel any more', async () => {
    const api = openOperation(operation());
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel…' }));
    const dialog = await screen.findByRole('dialog', { name: /^Cancel “/ });
    await waitFor(() => expect(api.waiting).toBe(2));
    act(() => api.change(ID, now => ({ ...now, cancel: { effect: 'not-possible', sentences: ['The claims are replaced already'] } })));
    await waitFor(() => expect(within(dialog).getByRole('button', { name: 'Cancel the operation' })).toHaveAccessibleDescription('The claims are replaced already'));
    await waitFor(() => expect(api.waiting).toBe(2));
    act(() => api.change(ID, now => ({ ...now, summary: { ...now.summary, phase: 'Succeeded', finishedAt: '2026-11-20T14:31:20Z' } })));
    expect(await within(dialog).findByText('It has ended meanwhile: Succeeded.')).toBeVisible();
    expect(within(dialog).queryByRole('button', { name: 'Cancel the operation' })).not.toBeInTheDocument();
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Cancel…', hidden: true })).not.toBeInTheDocument());
    await userEvent.click(within(dialog).getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(screen.getByRole('heading', { level: 1 })).toHaveFocus());
    expect(api.calls).not.toContain(`cancelOperation ${ID}`);
  });

  it('of an undo that is not possible any more', async () => {
    const started = operation();
    const undo = { possible: true, until: '2026-11-22T14:38:00Z', sentence: 'The old volumes are kept.' };
    const request = { kind: 'restore', recoveryPoint: 'rp-good', where: 'in-place' } as const;
    const api = openOperation({ ...started, request, undo, summary: { ...started.summary, kind: 'restore', phase: 'Succeeded', finishedAt: '2026-11-20T14:31:20Z' } });
    await userEvent.click(await screen.findByRole('button', { name: 'Undo the restore…' }));
    await screen.findByRole('dialog');
    api.change(ID, now => ({ ...now, undo: { possible: false, sentence: 'The old volumes are removed.' } }));
    lookAwayAndBack();
    expect(await screen.findByText('The old volumes are removed.')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Undo the restore…', hidden: true })).not.toBeInTheDocument();
    expect(screen.getByRole('dialog')).toBeVisible();
  });

  it('of a fault while the banner goes', async () => {
    const simulated = (pipeline: Pipeline, is: boolean): Pipeline => ({ ...pipeline, summary: { ...pipeline.summary, simulated: is } });
    const api = new FakeDataPipelinesApi({ pipelines: [simulated(factoryTelemetry, true)] });
    const controls = new FakeSimulation(FAULT_KINDS);
    renderPage(<DataTab />, { api, entity, controls });
    await userEvent.click(await screen.findByRole('button', { name: 'Break something' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: /^API slow/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Break something: API slow' });
    await refreshedTo(api, simulated(emptied, false));
    expect(screen.queryByText(/^Simulated clusters:/)).not.toBeInTheDocument();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Order the fault' }));
    await waitFor(() => expect(controls.ordered).toHaveLength(1));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });
});

describe('focus, when a dialog closes', () => {
  let takeAway = () => {};
  function Opener() {
    const open = useOpenDialog();
    const [gone, setGone] = useState(false);
    takeAway = () => setGone(true);
    return gone ? null : <button onClick={() => open(leave => <LeaveDialog onLeave={leave} onStay={leave} />)}>Leave</button>;
  }

  async function openOn(page: ReactNode) {
    renderPage(<PenstockRoot>{page}</PenstockRoot>, { api: new FakeDataPipelinesApi() });
    await userEvent.click(await screen.findByRole('button', { name: 'Leave' }));
    await screen.findByRole('dialog');
  }

  async function close() {
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  }

  it('goes back to what opened it', async () => {
    await openOn(<Opener />);
    await close();
    expect(screen.getByRole('button', { name: 'Leave' })).toHaveFocus();
  });

  it('goes to the first heading where what opened it is gone', async () => {
    await openOn(
      <section>
        <Opener />
        <h2>Volumes</h2>
        <h2>Points</h2>
      </section>,
    );
    act(takeAway);
    await close();
    expect(screen.getByRole('heading', { name: 'Volumes' })).toHaveFocus();
    expect(screen.getByRole('heading', { name: 'Volumes' })).toHaveAttribute('tabindex', '-1');
  });

  it('goes to the whole where there is no heading either', async () => {
    await openOn(
      <p>
        Nothing to see
        <Opener />
      </p>,
    );
    act(takeAway);
    await close();
    expect(document.activeElement).toHaveTextContent('Nothing to see');
    expect(document.body).not.toHaveFocus();
  });
});
