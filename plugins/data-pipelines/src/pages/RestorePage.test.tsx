import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ResponseError } from '@backstage/errors';
import { axe } from 'jest-axe';
import { Link, Route, Routes } from 'react-router-dom';
import { FakeDataPipelinesApi } from '../__testUtils__/FakeDataPipelinesApi';
import { dataPlanFor, pointList } from '../__testUtils__/points';
import { renderPage } from '../__testUtils__/renderPage';
import { RestorePage } from './RestorePage';

function wizard(at: string, plan = dataPlanFor) {
  const api = new FakeDataPipelinesApi();
  api.recoveryPoints = pointList();
  api.plan = plan;
  const { container } = renderPage(
    <>
      <Link to="/elsewhere">Elsewhere</Link>
      <Routes>
        <Route path="/data-pipelines/restore/:point" element={<RestorePage />} />
        <Route path="*" element={<p>another page</p>} />
      </Routes>
    </>,
    { api, at: `/data-pipelines/restore/${at}` },
  );
  return { api, container };
}

const changedPlan: typeof dataPlanFor = request => ({ ...dataPlanFor(request), hash: 'another', changes: [...dataPlanFor(request).changes, { act: 'change', sentence: 'Pod data-2 has joined', by: 'Strimzi' }] });
const address = () => screen.getByLabelText('address');
const next = (name: string) => screen.findByRole('button', { name });
const step = (name: string) => waitFor(() => expect(screen.getByText(name).closest('li')).toHaveAttribute('aria-current', 'step'));

async function atConfirm() {
  const shown = wizard('rp-good?step=plan&where=in-place&element=readings-search');
  await screen.findByText('481,000 records');
  await userEvent.click(await next('Continue to confirm'));
  await screen.findByRole('textbox', { name: 'Type the name to confirm' });
  return shown;
}

describe('the wizard that restores', () => {
  it('goes from the point to the plan, with everything in the address; Back keeps what was chosen', async () => {
    const { api, container } = wizard('rp-good');
    const best = await screen.findByRole('radio', { name: 'The point of 08:00:00 UTC' });
    expect(best).toBeChecked();
    expect(screen.getByRole('heading', { level: 1 })).toHaveFocus();
    expect(best.closest('label')).toHaveTextContent('Newest whose elements fit together');
    expect(screen.getByRole('radio', { name: 'The point of 14:00:00 UTC' }).closest('label')).not.toHaveTextContent('Newest whose');
    expect(await axe(container)).toHaveNoViolations();
    await userEvent.click(await next('Continue: Where'));
    await step('Where');
    expect(screen.getByText('Where').closest('li')).toHaveFocus();
    const name = screen.getByRole('textbox', { name: 'Namespace to make' });
    expect(name).toHaveValue('factory-telemetry-restored-11200800');
    await userEvent.clear(name);
    await userEvent.type(name, 'spare');
    await userEvent.click(await next('Continue: What'));
    await userEvent.click(await screen.findByRole('checkbox', { name: 'telemetry' }));
    await userEvent.click(await next('Continue: Plan'));
    await screen.findByText('481,000 records');
    expect(api.planned).toContainEqual({ kind: 'restore', recoveryPoint: 'rp-good', where: 'new-namespace', namespace: 'spare', elements: ['readings-search'] });
    await userEvent.click(screen.getByRole('button', { name: 'Back' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Back' }));
    expect(await screen.findByRole('textbox', { name: 'Namespace to make' })).toHaveValue('spare');
    expect(address()).toHaveTextContent('step=where&where=new-namespace&undo=48&namespace=spare&element=readings-search');
  });

  it('shows counts, what is lost beside what is replayed, consumers, what could not be checked, and the undo', async () => {
    const { container } = wizard('rp-good?step=plan&where=in-place');
    const counts = await screen.findByLabelText('How many objects each act concerns');
    expect(counts).toHaveTextContent(/create3.*change0.*replace1.*keep31/);
    expect(screen.getByText('Lost').closest('dl')).toHaveTextContent(/Lost0 recordsKafka still holds everything since the cutReplayed481,000 records2 min 10 s481,000 records are read again; caught up about 14:47/);
    expect(screen.getByRole('table', { name: 'Consumer groups that jump' })).toHaveTextContent(/machine.readings \(48\)611,402,118 → 610,934,6060 duplicates expected/);
    expect(screen.getByText('Could not check: Documents written by others. They are gone after the cut')).toBeVisible();
    expect(screen.getByText('Undo until 2026-11-22 14:38 UTC')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Download plan' })).toHaveAttribute('download', 'op-restore.json');
    expect(await axe(container)).toHaveNoViolations();
  });

  it('asks for the typed name, begins in the field, and leads to the operation once', async () => {
    const { api, container } = await atConfirm();
    expect(await screen.findByText(/Checked again at 14:31:43 UTC: the world has not changed/)).toBeVisible();
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Type the name to confirm' }));
    expect(await next('Restore 1 volume')).toHaveAccessibleDescription('The name does not match yet');
    await userEvent.keyboard('{Enter}{Escape}');
    expect(api.starts).toEqual([]);
    expect(await axe(container)).toHaveNoViolations();
    await userEvent.type(screen.getByRole('textbox', { name: 'Type the name to confirm' }), 'readings-search');
    await userEvent.dblClick(await next('Restore 1 volume'));
    await waitFor(() => expect(address()).toHaveTextContent('/data-pipelines/operations/op-restore'));
    expect(api.starts).toHaveLength(1);
    expect(api.starts[0].request.confirmation).toEqual({ typed: 'readings-search' });
  });

  it('tells what is different where the world changed between plan and start, and asks again', async () => {
    const { api } = await atConfirm();
    const body = { error: { name: 'ConflictError', message: 'The plan has changed', code: 'PLAN_CHANGED', cause: 'data-2 has joined.' }, response: { statusCode: 409 } };
    api.startFailures.push(await ResponseError.fromResponse(new Response(JSON.stringify(body), { status: 409, headers: { 'content-type': 'application/json' } })));
    api.plan = changedPlan;
    await userEvent.type(screen.getByRole('textbox', { name: 'Type the name to confirm' }), 'readings-search');
    await userEvent.click(await next('Restore 1 volume'));
    expect(await screen.findByRole('list', { name: 'What is different' })).toHaveTextContent('New: change Pod data-2 has joined');
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'Type the name to confirm' })).toHaveValue(''));
    await userEvent.type(screen.getByRole('textbox', { name: 'Type the name to confirm' }), 'readings-search');
    await userEvent.click(await next('Restore 1 volume'));
    await waitFor(() => expect(api.starts).toHaveLength(2));
    expect(api.starts[1].request.hash).toBe('another');
  });

  it('tells at the last step what has changed since the plan was looked at', async () => {
    const { api } = wizard('rp-good?step=plan&where=in-place');
    await screen.findByText('481,000 records');
    const confirm = await next('Continue to confirm');
    await waitFor(() => expect(confirm).not.toHaveAttribute('aria-disabled'));
    api.plan = changedPlan;
    await userEvent.click(confirm);
    expect(await screen.findByRole('list', { name: 'What is different' })).toHaveTextContent('Pod data-2 has joined');
    expect(screen.queryByText(/the world has not changed/)).not.toBeInTheDocument();
  });

  it('shows the plan first where the address asks to confirm', async () => {
    wizard('rp-good?step=confirm&where=in-place');
    expect(await next('Continue to confirm')).toBeVisible();
    expect(screen.queryByRole('textbox', { name: 'Type the name to confirm' })).not.toBeInTheDocument();
  });

  it('names what a partial point misses, and goes on only when that is accepted', async () => {
    const { api } = wizard('rp-partial?step=plan');
    expect(await screen.findByText(/The point misses enricher-checkpoints/)).toBeVisible();
    expect(await next('Continue: Plan')).toHaveAccessibleDescription('Accept by name what is missing');
    await userEvent.click(screen.getByRole('checkbox', { name: /enricher-checkpoints cannot be restored/ }));
    await userEvent.click(await next('Continue: Plan'));
    await waitFor(() => expect(api.planned[0]).toMatchObject({ recoveryPoint: 'rp-partial', acceptMissing: true }));
  });

  it('does not go on from a point that cannot be restored', async () => {
    wizard('rp-foreign');
    expect(await next('Continue: Where')).toHaveAccessibleDescription('Choose a point that can be restored');
    await userEvent.click(await screen.findByRole('radio', { name: 'The point of 08:00:00 UTC' }));
    await waitFor(() => expect(address()).toHaveTextContent('/data-pipelines/restore/rp-good?step=point'));
  });

  it('does not go on over a check that blocks', async () => {
    wizard('rp-good?step=plan', request => ({ ...dataPlanFor(request), startable: false }));
    await screen.findByText('481,000 records');
    expect(await next('Continue to confirm')).toHaveAccessibleDescription('A check blocks the start');
  });

  it('asks before it is left', async () => {
    wizard('rp-good?step=where');
    await screen.findByRole('textbox', { name: 'Namespace to make' });
    await userEvent.click(screen.getByRole('link', { name: 'Elsewhere' }));
    const asked = await screen.findByRole('dialog', { name: 'Leave the restore?' });
    await userEvent.click(within(asked).getByRole('button', { name: 'Go on restoring' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(address()).toHaveTextContent('step=where');
    await userEvent.click(screen.getByRole('link', { name: 'Elsewhere' }));
    await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Leave' }));
    await waitFor(() => expect(address()).toHaveTextContent('/elsewhere'));
  });

  it('says so where there is no such point', async () => {
    wizard('rp-none');
    expect(await screen.findByText('There is no recovery point rp-none')).toBeVisible();
  });
});
