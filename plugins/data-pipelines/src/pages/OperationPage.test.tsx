import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NotFoundError } from '@backstage/errors';
import type { Operation, OperationPhase, ProgressItem } from '@penstock/backstage-plugin-data-pipelines-common';
import { axe } from 'jest-axe';
import { Route, Routes } from 'react-router-dom';
import { createSteppedClock } from '../__testUtils__/createSteppedClock';
import { FakeDataPipelinesApi } from '../__testUtils__/FakeDataPipelinesApi';
import { STORY_NOW } from '../__testUtils__/measures';
import { operation, planFor, step } from '../__testUtils__/operations';
import { pointList } from '../__testUtils__/points';
import { storyLeftovers } from '../__testUtils__/leftovers';
import { renderPage } from '../__testUtils__/renderPage';
import { OperationPage } from './OperationPage';

const PATH = '/data-pipelines/operations/:id';

function open(shown: Operation, options: { api?: FakeDataPipelinesApi; clock?: ReturnType<typeof createSteppedClock> } = {}) {
  const { api = new FakeDataPipelinesApi(), clock } = options;
  api.operations = [shown];
  const rendered = renderPage(
    <Routes>
      <Route path={PATH} element={<OperationPage />} />
    </Routes>,
    { api, clock, at: '/data-pipelines/operations/op-7f3a9c' },
  );
  return { api, ...rendered };
}

const title = () => screen.findByRole('heading', { level: 1, name: 'Expand 3 volumes of telemetry' });

describe('OperationPage', () => {
  it('says what it is, whose, since when, how far, what it waits for, and until when', async () => {
    const { container } = open(operation());
    await title();
    const main = screen.getByRole('main', { name: 'Operation' });
    expect(within(main).getAllByText('Running').length).toBeGreaterThan(0);
    expect(await screen.findByRole('link', { name: 'telemetry' })).toHaveAttribute('href', '/catalog/default/resource/telemetry/data');
    for (const fact of [/Started14:30:53 UTC, 50 s ago/, /Elapsed50 s/, /Byowner/, /Next deadline14:40:53 UTC, the driver is then given up on/, /Audit entryop-7f3a9c/]) {
      expect(main).toHaveTextContent(fact);
    }
    const steps = screen.getByRole('list', { name: 'Steps' });
    const [first, second, third] = within(steps).getAllByRole('listitem');
    expect(first).toHaveTextContent(/Check the plan again, doneSame as drawn2 s14:30:53 UTC/);
    expect(second).toHaveTextContent(/Grow the devices, runningWaiting for rbd.csi.ceph.com: 1 of 3 volumes has grown1 of 3 volumes. Counted by Penstock48 s/);
    expect(second).toHaveAttribute('aria-current', 'step');
    expect(within(second).getByRole('progressbar', { name: 'Grow the devices' })).toHaveAttribute('aria-valuenow', '33');
    expect(third).toHaveTextContent(/Grow the filesystems, waiting/);
    expect(await axe(container)).toHaveNoViolations();
  });

  it('tells each volume of a step with its sizes and how far it is, and folds them away when all is done', async () => {
    const [before, after] = [100 * 2 ** 30, 200 * 2 ** 30];
    const items: ProgressItem[] = [
      { name: 'data-0', state: 'done', fromBytes: before, toBytes: after },
      { name: 'data-1', state: 'waiting-for-restart', fromBytes: before, toBytes: after },
      { name: 'data-2', state: 'growing-device', toBytes: after, detail: 'pool busy' },
    ];
    const growing = step('grow', 'Grow 3 volumes', 'running', { startedAt: '2026-11-20T14:30:55Z', detail: 'Asked at 2026-11-20T14:30:55.120Z', progress: { source: 'derived', done: 3, total: 6, unit: 'steps', items } });
    const { api, container } = open(operation({ steps: [growing] }));
    await title();
    const volumes = screen.getByRole('list', { name: 'Volumes of: Grow 3 volumes' });
    const [first, second, third] = within(volumes).getAllByRole('listitem');
    expect(first).toHaveTextContent(/^data-0100 GiB → 200 GiBDone/);
    expect(second).toHaveTextContent(/^data-1100 GiB → 200 GiBWaiting for pod restart/);
    expect(third).toHaveTextContent(/^data-2200 GiBController grows the device.*pool busy$/);
    expect(third).toBeVisible();
    expect(screen.getByText('Asked at 2026-11-20 14:30:55 UTC')).toBeVisible();
    expect(await axe(container)).toHaveNoViolations();
    await waitFor(() => expect(api.waiting).toBe(1));
    const allDone = items.map(item => ({ ...item, state: 'done' as const }));
    api.change('op-7f3a9c', now => ({ ...now, steps: [{ ...growing, state: 'done', progress: { source: 'derived', items: allDone } }] }));
    expect(await screen.findByText('Volumes: 3 of 3 done')).toBeVisible();
    expect(third).not.toBeVisible();
    const made = items.map(item => ({ ...item, state: 'waiting-for-pod' as const }));
    api.change('op-7f3a9c', now => ({ ...now, steps: [{ ...growing, state: 'done', progress: { source: 'derived', items: made } }] }));
    expect(await screen.findByText('Volumes: 0 of 3 there, 3 when a pod uses them')).toBeVisible();
  });

  it('says how many of how many where a success in part counts them', async () => {
    const reached = { done: 2, total: 3 };
    open(operation({ result: { sentences: ['search: crash consistency'], reached } }, { phase: 'PartiallySucceeded', reached, message: undefined }));
    await title();
    expect(screen.getByText('Partly succeeded, 2 of 3')).toBeVisible();
    expect(screen.getByText('2 of 3 elements got all that was asked for.')).toBeVisible();
  });

  it('lists the objects with YAML and kubectl', async () => {
    open(operation());
    await title();
    const objects = screen.getByRole('list', { name: 'Objects written' });
    expect(objects).toHaveTextContent(/KafkaNodePool broker.*prod-north \/ factory-telemetry.*Step: device.*change.*Done/);
    await userEvent.click(within(objects).getByRole('button', { name: 'YAML of KafkaNodePool broker' }));
    expect(screen.getByRole('region', { name: 'YAML of KafkaNodePool broker' })).toHaveTextContent('storage: 200Gi');
    expect(within(objects).getByRole('button', { name: 'Copy kubectl for KafkaNodePool broker' })).toBeVisible();
  });

  it('takes the focus to its title when it is arrived at', async () => {
    open(operation());
    expect(await title()).toHaveFocus();
  });

  it('takes the focus over from the button that the end takes away', async () => {
    const { api } = open(operation());
    await title();
    await waitFor(() => expect(api.waiting).toBe(1));
    screen.getByRole('button', { name: 'Cancel…' }).focus();
    api.change('op-7f3a9c', before => ({ ...before, summary: { ...before.summary, phase: 'Cancelled', finishedAt: before.summary.updatedAt } }));
    expect(await screen.findByText('What had been written was taken back; nothing is left over.')).toBeVisible();
    expect(await title()).toHaveFocus();
  });

  it('leaves the focus to whoever has it already', async () => {
    const elsewhere = document.body.appendChild(document.createElement('button'));
    elsewhere.focus();
    open(operation());
    await title();
    expect(elsewhere).toHaveFocus();
    elsewhere.remove();
  });

  it('shows a change as soon as the server tells it, and leaves the focus where it is', async () => {
    const { api } = open(operation());
    await title();
    await waitFor(() => expect(api.waiting).toBe(1));
    const link = screen.getByRole('button', { name: 'Copy link' });
    link.focus();
    api.change('op-7f3a9c', before => ({ ...before, summary: { ...before.summary, message: 'Waiting for pod restart' } }));
    expect(await screen.findByText('Waiting for pod restart')).toBeVisible();
    expect(document.activeElement).toBe(link);
  });

  it('keeps the last state with its time where the operation cannot be read any more, and goes on', async () => {
    const { api } = open(operation());
    await title();
    await waitFor(() => expect(api.waiting).toBe(1));
    api.failure = new Error('Failed to fetch');
    api.wake();
    expect(await screen.findByText(/read at 14:31:43 UTC and is not known since: The backend does not answer/)).toBeVisible();
    expect(screen.getByRole('list', { name: 'Steps' })).toBeVisible();
    api.failure = undefined;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(screen.queryByText(/is not known since/)).not.toBeInTheDocument());
  });

  it('stops asking when it is left', async () => {
    const { api, unmount } = open(operation());
    await title();
    await waitFor(() => expect(api.waiting).toBe(1));
    unmount();
    expect(api.waiting).toBe(0);
  });

  it('says so where there is no such operation', async () => {
    const api = new FakeDataPipelinesApi();
    api.getOperation = async () => {
      throw new NotFoundError('There is no operation op-7f3a9c');
    };
    open(operation(), { api });
    expect(await screen.findByText('There is no operation op-7f3a9c')).toBeVisible();
  });

  it('never draws a percentage where the end is not known, and tells where a total grew', async () => {
    const running = (progress: Operation['progress']) =>
      operation({ steps: [step('device', 'Grow the devices', 'running', { startedAt: '2026-11-20T14:30:55Z', progress })] });
    const { api } = open(running({ source: 'unknown', done: 2, unit: 'volumes' }));
    await title();
    const bar = () => screen.getByRole('progressbar', { name: 'Grow the devices' });
    expect(bar()).not.toHaveAttribute('aria-valuenow');
    expect(screen.getByText('2 volumes. How far it is cannot be known')).toBeVisible();
    api.change('op-7f3a9c', () => running({ source: 'derived', done: 2, total: 3, unit: 'volumes' }));
    await waitFor(() => expect(bar()).toHaveAttribute('aria-valuenow', '67'));
    api.change('op-7f3a9c', () => running({ source: 'derived', done: 2, total: 5, unit: 'volumes' }));
    expect(await screen.findByText(/The total grew from 3 to 5/)).toBeVisible();
  });
});

describe('OperationPage, while writes are paused', () => {
  const paused = operation(
    { pause: { state: 'held', since: '2026-11-20T14:31:39Z', limitSeconds: 20, resumeBy: '2026-11-20T14:31:59Z' } },
    { phase: 'Cutting', kind: 'snapshot' },
  );

  it('counts each second for sight, says it at most every 15 seconds, and tells when the watchdog resumes', async () => {
    const clock = createSteppedClock(STORY_NOW);
    open(paused, { clock });
    await title();
    const card = await screen.findByRole('region', { name: 'Writes to factory-telemetry are paused' });
    expect(card).toHaveTextContent('4 sof 20 s');
    expect(card).toHaveTextContent('At 14:31:59 UTC the watchdog resumes them whatever happens.');
    const heard = within(card).getByRole('status', { name: 'Pause of writes' });
    clock.step(1000);
    expect(card).toHaveTextContent('5 sof 20 s');
    expect(heard).toBeEmptyDOMElement();
    clock.step(14_000);
    expect(heard).toHaveTextContent('19 s of 20 s allowed');
    clock.step(2000);
    expect(card).toHaveTextContent('Over the limit: 21 s of 20 s.');
    expect(heard).toHaveTextContent('19 s of 20 s allowed');
  });

  it('never reads as if it had kept a limit that it went over', async () => {
    open({ ...paused, pause: { state: 'resumed-late', since: '2026-11-20T14:31:00Z', limitSeconds: 20, resumeBy: '2026-11-20T14:31:20Z', resumedAt: '2026-11-20T14:31:20.300Z' } });
    expect(await screen.findByRole('region', { name: 'Writes to factory-telemetry were resumed too late' })).toHaveTextContent('20.3 s of 20 s allowed');
  });

  it('says how long it was when it is over', async () => {
    const resumed = { ...paused, pause: { ...paused.pause, state: 'resumed-late' as const, since: '2026-11-20T14:31:00Z', limitSeconds: 20, resumeBy: '2026-11-20T14:31:20Z', resumedAt: '2026-11-20T14:31:26Z' } };
    open(resumed);
    expect(await screen.findByRole('region', { name: 'Writes to factory-telemetry were resumed too late' })).toHaveTextContent('26 s of 20 s allowed');
  });
});

describe('OperationPage, cancelling', () => {
  it('says what cancelling would do before it is done', async () => {
    const { api } = open(operation());
    await title();
    expect(screen.getByRole('region', { name: 'If you cancel now' })).toHaveTextContent('Volumes that have grown stay as they are');
    await userEvent.click(screen.getByRole('button', { name: 'Cancel…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Cancel “Expand 3 volumes of telemetry”?' });
    expect(dialog).toHaveTextContent('It stops; some of what was done stays.');
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(api.calls).not.toContain('cancelOperation op-7f3a9c');
    await userEvent.click(screen.getByRole('button', { name: 'Cancel…' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel the operation' }));
    expect((await screen.findAllByText('Cancelling')).length).toBeGreaterThan(0);
    expect(screen.getByRole('button', { name: 'Cancel…' })).toHaveAccessibleDescription('It is being cancelled');
  });

  it('is refused with the reason where it is not possible', async () => {
    open(operation({ cancel: { effect: 'not-possible', sentences: ['The claims are replaced already'] } }));
    await title();
    expect(screen.getByRole('button', { name: 'Cancel…' })).toHaveAccessibleDescription('The claims are replaced already');
  });
});

describe('OperationPage, at the end', () => {
  const ended = (phase: OperationPhase, more: Partial<Operation> = {}) => operation(more, { phase, finishedAt: '2026-11-20T14:31:20Z' });
  const outcome = { result: { sentences: ['3 of 3 volumes have 200 GiB'] } };

  it.each([
    ['Succeeded', 'It succeeded'],
    ['PartiallySucceeded', 'It succeeded in part'],
    ['Cancelled', 'It was cancelled'],
    ['Unknown', 'Its track is lost'],
  ] as const)('says %s in its own words', async (phase, words) => {
    open(ended(phase, outcome));
    expect(await screen.findByRole('region', { name: words })).toHaveTextContent('3 of 3 volumes have 200 GiB');
    expect(screen.queryByRole('region', { name: 'Why it failed' })).not.toBeInTheDocument();
  });

  it('says of a point that got less than was wanted both words and why, and leads to it', async () => {
    const api = new FakeDataPipelinesApi();
    const sentence = 'Writes were resumed by the watchdog, before the cut was through: the limit was over, or who had paused them was gone';
    api.recoveryPoints = pointList();
    const [point] = api.recoveryPoints.items;
    api.recoveryPoints = { ...api.recoveryPoints, items: [{ ...point, consistency: { wanted: 'application', got: 'crash', sentence } }] };
    const request = { kind: 'snapshot', pipeline: 'factory-telemetry', consistency: 'application' } as const;
    open(ended('PartiallySucceeded', { request, result: { sentences: ['3 volumes, crash consistency instead of application'], recoveryPoint: point.id } }), { api });
    const region = await screen.findByRole('region', { name: 'It succeeded in part' });
    expect(await within(region).findByText('Crash, wanted Application')).toBeVisible();
    expect(region).toHaveTextContent(sentence);
    expect(await within(region).findByRole('link', { name: point.id })).toHaveAttribute('href', `/catalog/default/system/factory-telemetry/data?view=points&point=${point.id}`);
    expect(region).toHaveTextContent('Another point is taken; this one stays.');
    await userEvent.click(within(region).getByRole('button', { name: 'Plan it again…' }));
    await waitFor(() => expect(api.planned).toContainEqual(request));
  });

  it('shows few of many objects at once, all on a press, and finds one by what it is', async () => {
    const [first] = operation().objects;
    const objects = Array.from({ length: 20 }, (_unused, place) => ({ ...first, object: { ...first.object, kind: 'VolumeSnapshot', name: `cut-${place}` }, outcome: place === 19 ? ('failed' as const) : ('done' as const) }));
    open(ended('Failed', { objects }));
    const list = await screen.findByRole('list', { name: 'Objects written' });
    const names = () => within(list).getAllByRole('listitem').map(item => /cut-\d+/.exec(item.textContent ?? '')?.[0]);
    expect(names()).toEqual(['cut-19', 'cut-0', 'cut-1', 'cut-2', 'cut-3', 'cut-4']);
    await userEvent.click(screen.getByRole('button', { name: 'Show all 20 objects' }));
    expect(names()).toHaveLength(20);
    await userEvent.type(screen.getByRole('searchbox', { name: 'Search the objects' }), 'CUT-7');
    expect(names()).toEqual(['cut-7']);
  });

  it('says in numbers what a success has changed', async () => {
    open(ended('Succeeded'));
    const table = await screen.findByRole('table', { name: 'Before and after, as planned' });
    expect(within(table).getByRole('row', { name: /Size, each/ })).toHaveTextContent('100 GiB200Gi each');
  });

  it('takes a phase that it does not know for a lost track, never for success', async () => {
    const shown = JSON.parse(JSON.stringify(ended('Succeeded', outcome)).replace('"phase":"Succeeded"', '"phase":"Sideways"'));
    open(shown);
    expect(await screen.findByRole('region', { name: 'Its track is lost' })).toBeVisible();
  });

  it('leads from what was left behind to where it is removed, if any of it can be', async () => {
    const failure = { code: 'UNDO_INCOMPLETE', cause: 'It could not be taken back', state: 'It is there', remedy: 'Take it back by hand' };
    const link = () => screen.queryByRole('link', { name: 'Show it under the recovery points, where it is removed' });
    const { unmount } = open(ended('Failed', { failure, leftovers: [...storyLeftovers] }));
    await waitFor(() => expect(link()).toHaveAttribute('href', '/catalog/default/system/factory-telemetry/data?view=points'));
    unmount();
    open(ended('Failed', { failure, leftovers: storyLeftovers.filter(({ removable }) => !removable) }));
    expect(await screen.findByRole('list', { name: 'Left behind' })).toHaveTextContent('PersistentVolume pv-kept-1');
    expect(link()).not.toBeInTheDocument();
  });

  it('says of a failure the cause, the evidence, the state now and what to do, and plans again', async () => {
    const failure = { code: 'RESIZE_INFEASIBLE', cause: 'The driver answered Infeasible', evidence: ['Warning VolumeResizeFailed'], state: 'Two of three volumes have grown', remedy: 'Choose a smaller size' };
    const { api, container } = open(ended('Failed', { failure }));
    const card = await screen.findByRole('region', { name: 'Why it failed' });
    for (const said of ['The driver answered Infeasible', 'Two of three volumes have grown', 'Choose a smaller size', 'Warning VolumeResizeFailed', 'RESIZE_INFEASIBLE']) {
      expect(card).toHaveTextContent(said);
    }
    expect(await axe(container)).toHaveNoViolations();
    await userEvent.click(within(card).getByRole('button', { name: 'Plan it again…' }));
    expect(await screen.findByRole('dialog', { name: 'Expand 3 volumes of telemetry' })).toBeVisible();
    await waitFor(() => expect(api.planned).toEqual([{ kind: 'expand', element: 'telemetry', size: '200Gi' }]));
  });

  it('offers no undo of what was made beside the originals, and says what takes it back', async () => {
    const copied = ended('Succeeded', { undo: { possible: true, sentence: 'Deleting the namespace spare removes all of it.' } });
    open({ ...copied, summary: { ...copied.summary, kind: 'restore' }, request: { kind: 'restore', recoveryPoint: 'rp-good', where: 'new-namespace', namespace: 'spare' } });
    expect(await screen.findByText('Deleting the namespace spare removes all of it.')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Undo the restore…' })).not.toBeInTheDocument();
  });

  it('offers the undo of a restore until its deadline, behind the typed name', async () => {
    const api = new FakeDataPipelinesApi();
    api.plan = request => ({ ...planFor(request), title: 'Undo the restore of telemetry', safety: { level: 3, button: 'Undo the restore', type: 'telemetry' } });
    const restored = ended('Succeeded', { undo: { possible: true, until: '2026-11-22T14:38:00Z', sentence: 'The old volumes are kept.' } });
    open({ ...restored, summary: { ...restored.summary, kind: 'restore' }, request: { kind: 'restore', recoveryPoint: 'rp-good', where: 'in-place' } }, { api });
    expect(await screen.findByText(/Possible until 2026-11-22 14:38 UTC. The old volumes are kept./)).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Undo the restore…' }));
    await screen.findByRole('dialog', { name: 'Undo the restore of telemetry' });
    const field = await screen.findByRole('textbox', { name: 'Type the name to confirm' });
    await waitFor(() => expect(document.activeElement).toBe(field));
    const start = screen.getByRole('button', { name: 'Undo the restore' });
    expect(start).toHaveAccessibleDescription('The name does not match yet');
    await userEvent.type(field, 'telemetry');
    await userEvent.click(start);
    await waitFor(() => expect(api.starts[0]?.request).toMatchObject({ request: { kind: 'undo', operation: 'op-7f3a9c' }, confirmation: { typed: 'telemetry' } }));
  });
});
