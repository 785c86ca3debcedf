import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ResponseError } from '@backstage/errors';
import type { ScheduleList } from '@penstock/backstage-plugin-data-pipelines-common';
import { axe } from 'jest-axe';
import { FakeDataPipelinesApi } from '../__testUtils__/FakeDataPipelinesApi';
import { pointList, schedule, storySchedules } from '../__testUtils__/points';
import { renderPage } from '../__testUtils__/renderPage';
import { DataTab } from '../entity/DataTab';

const entity = { apiVersion: 'backstage.io/v1alpha1', kind: 'System', metadata: { name: 'factory-telemetry', namespace: 'default' }, spec: { type: 'data-pipeline' } };

async function card(schedules: ScheduleList = storySchedules) {
  const api = new FakeDataPipelinesApi();
  api.recoveryPoints = pointList();
  api.schedules = schedules;
  const { container } = renderPage(<DataTab />, { api, entity, at: '/?view=points' });
  return { api, container, section: await screen.findByRole('region', { name: 'Schedules' }) };
}

describe('schedules', () => {
  it('say when in words with zone and next runs, what is achieved, what is kept, and what none covers', async () => {
    const { section, container } = await card();
    const row = await within(section).findByRole('row', { name: /six-hourly/ });
    expect(row).toHaveTextContent(/At 02:00, 08:00, 14:00 and 20:00, Europe\/Berlin.*Active.*19:00 UTC2026-11-21 01:00 UTC2026-11-21 07:00 UTC6 h.*met12 h.*missed15 pointsat most 75.* GiB13:00 UTC, started/);
    expect(section).toHaveTextContent('No active schedule covers readings-search.');
    expect(within(row).getByRole('link')).toHaveAttribute('href', '/data-pipelines/operations/op-7f3a9c');
    expect(await axe(container)).toHaveNoViolations();
  });

  it('are shown before they are written, and written once', async () => {
    const { api, section } = await card();
    await userEvent.click(within(section).getByRole('button', { name: 'New schedule…' }));
    const dialog = await screen.findByRole('dialog', { name: 'New schedule for factory-telemetry' });
    api.scheduleWarnings = ['It runs at the same time as six-hourly; one waits for the other.'];
    await userEvent.click(within(dialog).getByRole('button', { name: 'Every day' }));
    expect(await within(dialog).findByText(/^0 2 \* \* \* in words/)).toBeVisible();
    expect(dialog).toHaveTextContent('It runs at the same time as six-hourly');
    expect(dialog).toHaveTextContent(/Points kept in the long run19/);
    expect(await axe(dialog)).toHaveNoViolations();
    expect(api.saved).toEqual([]);
    await userEvent.dblClick(within(dialog).getByRole('button', { name: 'Create schedule' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(api.saved).toHaveLength(1);
    expect(api.saved[0]).toMatchObject({ name: 'factory-telemetry-six-hourly', spec: { pipeline: 'factory-telemetry', cron: '0 2 * * *', retention: { keepLast: 8, daily: 7, weekly: 4 }, objectiveSeconds: 21600 } });
  });

  it('are refused with what is wrong, by the page and by the server', async () => {
    const { api, section } = await card();
    await userEvent.click(await within(section).findByRole('button', { name: 'Edit schedule six-hourly' }));
    const dialog = await screen.findByRole('dialog', { name: 'Edit schedule six-hourly' });
    const save = () => within(dialog).getByRole('button', { name: 'Save schedule' });
    await userEvent.clear(within(dialog).getByRole('textbox', { name: 'Newest points' }));
    await userEvent.clear(within(dialog).getByRole('textbox', { name: 'One a day, days' }));
    expect(save()).toHaveAccessibleDescription('Say how many points are kept.');
    const body = { error: { name: 'InputError', message: 'The time zone Mars/Base is none' }, response: { statusCode: 400 } };
    api.scheduleFailure = await ResponseError.fromResponse(new Response(JSON.stringify(body), { status: 400, headers: { 'content-type': 'application/json' } }));
    await userEvent.type(within(dialog).getByRole('textbox', { name: 'Newest points' }), '3');
    expect(await within(dialog).findByText('The time zone Mars/Base is none')).toBeVisible();
    expect(save()).toHaveAccessibleDescription('It cannot be saved like this');
    expect(api.saved).toEqual([]);
  });

  it('are paused with a reason and an end, and resumed', async () => {
    const paused = schedule({ state: 'Paused', spec: { ...schedule().spec, paused: { reason: 'migration', until: '2026-11-22T10:00:00Z' } }, name: 'paused-one' });
    const { api, section } = await card({ items: [schedule(), paused], uncovered: [] });
    await userEvent.click(await within(section).findByRole('button', { name: 'Pause schedule six-hourly' }));
    const dialog = await screen.findByRole('dialog', { name: 'Pause schedule six-hourly' });
    const pause = within(dialog).getByRole('button', { name: 'Pause schedule' });
    expect(pause).toHaveAccessibleDescription('A reason is needed');
    await userEvent.type(within(dialog).getByRole('textbox', { name: 'Reason' }), 'upgrade');
    await userEvent.click(pause);
    await waitFor(() => expect(api.saved[0]).toMatchObject({ name: 'six-hourly', spec: { paused: { reason: 'upgrade', until: '2026-11-21T14:31:00.000Z' } } }));
    expect(section).toHaveTextContent('Until 2026-11-22 10:00 UTC: migration');
    await userEvent.click(within(section).getByRole('button', { name: 'Resume schedule paused-one' }));
    await waitFor(() => expect(api.saved).toHaveLength(2));
    expect(api.saved[1].spec.paused).toBeUndefined();
  });

  it('say the objective also before there is anything to measure', async () => {
    const reason = 'It takes two good points within 30 days';
    const { section } = await card({ items: [schedule({ achieved: { state: 'not-measured', reason } })], uncovered: [] });
    expect(await within(section).findByRole('row', { name: /six-hourly/ })).toHaveTextContent(`${reason}Objective 6 h`);
  });

  it('stay in sight for who may not change them, with the permission that is missing', async () => {
    const api = new FakeDataPipelinesApi();
    api.rights = [{ kind: 'snapshot', allowed: false, permission: 'data-pipelines.snapshot.create' }];
    api.recoveryPoints = pointList();
    api.schedules = storySchedules;
    renderPage(<DataTab />, { api, entity, at: '/?view=points' });
    const section = await screen.findByRole('region', { name: 'Schedules' });
    for (const name of ['New schedule…', 'Edit schedule six-hourly', 'Pause schedule six-hourly', 'Delete schedule six-hourly']) {
      const button = await within(section).findByRole('button', { name });
      await waitFor(() => expect(button).toHaveAccessibleDescription(/data-pipelines\.snapshot\.create/));
      expect(button).toHaveAttribute('aria-disabled', 'true');
    }
  });

  it('are deleted after the sentence that says what that means', async () => {
    const { api, section } = await card();
    await userEvent.click(await within(section).findByRole('button', { name: 'Delete schedule six-hourly' }));
    const dialog = await screen.findByRole('dialog', { name: 'Delete schedule six-hourly' });
    await userEvent.click(within(dialog).getByRole('button', { name: 'Delete schedule' }));
    expect(api.calls).not.toContain('deleteSchedule six-hourly');
    await userEvent.click(within(dialog).getByRole('checkbox'));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Delete schedule' }));
    await waitFor(() => expect(api.calls).toContain('deleteSchedule six-hourly'));
  });
});
