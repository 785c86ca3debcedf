import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ResponseError } from '@backstage/errors';
import { axe } from 'jest-axe';
import { FakeDataPipelinesApi } from '../__testUtils__/FakeDataPipelinesApi';
import { dataPlanFor, pointList, recoveryPoint, storyPoints, storySchedules } from '../__testUtils__/points';
import { renderPage } from '../__testUtils__/renderPage';
import { DataTab } from '../entity/DataTab';

const pipelineEntity = { apiVersion: 'backstage.io/v1alpha1', kind: 'System', metadata: { name: 'factory-telemetry', namespace: 'default' }, spec: { type: 'data-pipeline' } };
const elementEntity = { apiVersion: 'backstage.io/v1alpha1', kind: 'Resource', metadata: { name: 'telemetry', namespace: 'default', annotations: { 'penstock.dev/element': 'telemetry' } } };

function storyApi(items = storyPoints) {
  const api = new FakeDataPipelinesApi();
  api.recoveryPoints = pointList(items);
  api.schedules = storySchedules;
  api.plan = dataPlanFor;
  return api;
}

function tab(api = storyApi(), at = '/?view=points', entity: typeof pipelineEntity | typeof elementEntity = pipelineEntity) {
  const { container } = renderPage(<DataTab />, { api, entity, at });
  return { api, container };
}

const table = () => screen.findByRole('table', { name: 'Recovery points of factory-telemetry, newest cut first' });
const address = () => screen.getByLabelText('address');

describe('recovery points', () => {
  it('say in a row when, by whom, how consistent against what was wanted, where, how much, until when and where to', async () => {
    const { container } = tab();
    const [, crash, good, partial, foreign] = within(await table()).getAllByRole('row');
    expect(crash).toHaveTextContent(/14:00:00 UTC31 min 43 s ago.*six-hourlyReadyCrash, wanted ApplicationWrites resumed at the 20 s limit.*Local5.* GiB2026-12-20 14:00 UTCIn place, New namespace/);
    expect(good).toHaveTextContent(/08:00:00 UTC.*ReadyApplication/);
    expect(partial).toHaveTextContent(/2026-11-19 17:20 UTC.*ownerby handbefore schema v12Parts missing.*Missing: enricher-checkpoints/);
    expect(foreign).toHaveTextContent(/veleronot made by PenstockFailedNot recorded.*Not reported.*The driver reports an error\./);
    expect(within(foreign).getByRole('button', { name: /^Restore from/ })).toHaveAccessibleDescription('The driver reports an error.');
    expect(screen.getByText('4 recovery points')).toBeVisible();
    expect(await axe(container)).toHaveNoViolations();
  });

  it('say what they achieve together against the target', async () => {
    tab();
    await table();
    const numbers = screen.getByRole('region', { name: 'Recovery points' });
    expect(numbers).toHaveTextContent(/Newest good point31 min.*target 6 h/);
    expect(numbers).toHaveTextContent(/Worst gap, 30 days12 h/);
    expect(numbers).toHaveTextContent(/Schedulesix-hourlyActivenext 19:00 UTC/);
  });

  it('show a point in full: cut, pause, skew, volumes and offsets by partition', async () => {
    tab();
    await userEvent.click(await screen.findByRole('button', { name: 'Show the point of 08:00:00 UTC' }));
    await screen.findByRole('table', { name: 'Offsets that belong to the cut' });
    expect(address()).toHaveTextContent('point=rp-good');
    expect(screen.getByText('2026-11-20 08:00:00.000 UTC', { selector: 'dd' })).toBeVisible();
    expect(screen.getByText('4.4 s')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Clone for a test from the point of 08:00:00 UTC' })).toBeVisible();
    expect(screen.getByText('12 ms')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Offsets of enricher in machine.readings by partition' }));
    expect(screen.getByText('0: 611 · 1: 402')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Hide the point of 08:00:00 UTC' }));
    expect(screen.queryByRole('table', { name: 'Offsets that belong to the cut' })).not.toBeInTheDocument();
  });

  it('are filtered by the server by day and state, and say so where none matches', async () => {
    const { api } = tab(storyApi(), '/?view=points&day=2026-11-19');
    expect(within(await table()).getAllByRole('row')).toHaveLength(3);
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'State' }), 'Ready');
    expect(await screen.findByRole('heading', { name: 'No recovery point matches' })).toBeVisible();
    expect(api.calls).toContain('listRecoveryPoints {"pipeline":"factory-telemetry","day":"2026-11-19","state":"Ready","limit":25}');
    await userEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
    expect(within(await table()).getAllByRole('row')).toHaveLength(5);
  });

  it('come page by page from the server', async () => {
    const many = Array.from({ length: 60 }, (_, index) => recoveryPoint(`rp-${index}`, new Date(Date.parse('2026-11-20T14:00:00Z') - index * 3600_000).toISOString()));
    const { api } = tab(storyApi(many));
    expect(await screen.findByText('Page 1 of 3')).toBeVisible();
    expect(screen.getAllByText('six-hourly', { selector: 'td *' })).toHaveLength(25);
    await userEvent.click(screen.getByText('On'));
    await userEvent.click(await screen.findByText('On'));
    expect(await screen.findByText('Page 3 of 3')).toBeVisible();
    await waitFor(() => expect(screen.getAllByText('six-hourly', { selector: 'td *' })).toHaveLength(10));
    expect(api.calls.filter(call => call.includes('"cursor":"50"'))).not.toEqual([]);
    await userEvent.click(screen.getByText('Back'));
    expect(await screen.findByText('Page 2 of 3')).toBeVisible();
  });

  it('can be reached on the line of time by keys, and opened in the table', async () => {
    tab();
    const marks = within(await screen.findByRole('toolbar', { name: 'Points, oldest first; arrows lead from one to the next' })).getAllByRole('button');
    expect(marks.map(mark => mark.tabIndex)).toEqual([-1, -1, -1, 0]);
    marks[3].focus();
    await userEvent.keyboard('{ArrowLeft}');
    expect(document.activeElement).toHaveAccessibleName('08:00 UTC: Ready');
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(address()).toHaveTextContent('point=rp-good&day=2026-11-20'));
    expect(screen.getByText('Shaded: 1 gap is longer than the target of 2 h: 6 h, 08:00 UTC to 14:00 UTC.')).toBeVisible();
  });

  it('of an element lead to its restore', async () => {
    tab(storyApi(), '/?view=points', elementEntity);
    await userEvent.click(await screen.findByRole('button', { name: 'Restore from the point of 08:00:00 UTC' }));
    await waitFor(() => expect(address()).toHaveTextContent('/data-pipelines/restore/rp-good?element=telemetry'));
  });

  it('are deleted over a plan', async () => {
    const { api } = tab();
    await userEvent.click(await screen.findByRole('button', { name: 'Delete the point of 08:00:00 UTC' }));
    await screen.findByRole('dialog');
    await waitFor(() => expect(api.planned).toContainEqual({ kind: 'delete', recoveryPoint: 'rp-good' }));
  });

  it('keep their buttons with the permission where it is missing', async () => {
    const api = storyApi();
    api.rights = (['restore', 'delete', 'snapshot'] as const).map(kind => ({ kind, allowed: false, permission: `data-pipelines.${kind}` }));
    tab(api);
    const restore = await screen.findByRole('button', { name: 'Restore from the point of 08:00:00 UTC' });
    await waitFor(() => expect(restore).toHaveAccessibleDescription(/Missing permission: data-pipelines.restore/));
    await userEvent.click(restore);
    expect(address()).toHaveTextContent('/?view=points');
    expect(screen.getByRole('button', { name: 'Take snapshot…' })).toHaveAccessibleDescription(/data-pipelines.snapshot/);
  });

  it('say so where there are none yet, and where they may not be seen', async () => {
    tab(storyApi([]));
    expect(await screen.findByRole('heading', { name: 'No recovery points yet' })).toBeVisible();
  });

  it('name the permission where they may not be seen', async () => {
    const api = storyApi();
    const body = { error: { name: 'NotAllowedError', message: 'no' }, response: { statusCode: 403 } };
    const refusal = await ResponseError.fromResponse(new Response(JSON.stringify(body), { status: 403, headers: { 'content-type': 'application/json' } }));
    api.listRecoveryPoints = async () => {
      throw refusal;
    };
    tab(api);
    expect(await screen.findByText(/Missing permission: data-pipelines.operation.read/)).toBeVisible();
  });
});

describe('the suggested restore', () => {
  it('goes from its address to the newest point whose elements fit together', async () => {
    tab(storyApi(), '/?view=points&dialog=restore&of=readings-search');
    await waitFor(() => expect(address()).toHaveTextContent('/data-pipelines/restore/rp-good?element=readings-search'));
  });

  it('says so where there is nothing to restore from', async () => {
    tab(storyApi([]), '/?view=points&dialog=restore&of=readings-search');
    expect(await screen.findByRole('heading', { name: 'There is nothing to restore readings-search from' })).toBeVisible();
  });

  it('has a snapshot dialog beside it', async () => {
    tab(storyApi(), '/?view=points&dialog=snapshot&of=telemetry');
    expect(await screen.findByRole('dialog')).toBeVisible();
  });
});
