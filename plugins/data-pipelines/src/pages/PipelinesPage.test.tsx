import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe } from 'jest-axe';
import { POLL_MS } from '../api/useLive';
import { SKELETON_DELAY_MS } from '../parts/AfterAMoment';
import { FakeDataPipelinesApi } from '../__testUtils__/FakeDataPipelinesApi';
import { notMeasured } from '../__testUtils__/measures';
import { renderPage, type RenderOptions } from '../__testUtils__/renderPage';
import { cluster, clusters, factoryTelemetry, orders, pipelines } from '../__testUtils__/story';
import { PipelinesPage } from './PipelinesPage';

const open = (options: Partial<RenderOptions> & { api: FakeDataPipelinesApi }) => renderPage(<PipelinesPage />, options);
const table = () => screen.findByRole('table', { name: 'Pipelines, worst first' });
const address = () => screen.getByLabelText('address').textContent;

async function rowNames(): Promise<string[]> {
  const rows = within(await table()).getAllByRole('rowheader');
  return rows.map(row => within(row).getByRole('link').textContent ?? '');
}

beforeEach(() => window.localStorage.clear());

describe('PipelinesPage', () => {
  it('shows every pipeline worst first with status, cause, numbers and next step', async () => {
    const { container } = open({ api: new FakeDataPipelinesApi() });
    expect(await rowNames()).toEqual(['factory-telemetry', 'clickstream', 'orders']);
    const row = screen.getByRole('row', { name: /factory-telemetry/ });
    for (const text of ['Critical', 'telemetry: volume data-0-telemetry-broker-1 is 93 % full, full in about 9 h', '4 min 05 s', 'full in 9 h']) {
      expect(within(row).getByText(text)).toBeVisible();
    }
    expect(within(row).getByText('growing since 13:17 UTC')).toBeVisible();
    expect(within(row).getByText('No source of recovery points is configured.')).toBeVisible();
    expect(within(row).getByRole('link', { name: 'Show volumes' })).toHaveAttribute(
      'href',
      '/catalog/default/system/factory-telemetry/data?view=volumes&element=telemetry',
    );
    expect(within(row).getByRole('meter', { name: 'factory-telemetry: 93 % used' })).toBeVisible();
    expect(screen.getByText(/Simulated clusters/)).toBeVisible();
    expect(await axe(container)).toHaveNoViolations();
  });

  it('counts by status in links that sum to the rows and filter by URL', async () => {
    open({ api: new FakeDataPipelinesApi() });
    const counts = within(await screen.findByRole('navigation', { name: 'Pipelines by status' }));
    const numbers = counts.getAllByRole('link').map(link => Number(/\d+/.exec(link.textContent ?? '')?.[0]));
    expect(numbers.reduce((sum, count) => sum + count, 0)).toBe((await rowNames()).length);
    expect(counts.getByText('3 pipelines')).toBeVisible();
    await userEvent.click(counts.getByRole('link', { name: /Critical/ }));
    expect(await rowNames()).toEqual(['factory-telemetry']);
    expect(address()).toContain('status=Critical');
    await userEvent.click(counts.getByRole('link', { name: /Show all, not only Critical/ }));
    expect(await rowNames()).toHaveLength(3);
  });

  it('takes filters from the URL, writes them into it, and clears them', async () => {
    open({ api: new FakeDataPipelinesApi(), at: '/?cluster=prod-north' });
    expect(await rowNames()).toEqual(['factory-telemetry', 'orders']);
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Element' }), 'Elasticsearch');
    expect(await rowNames()).toEqual(['factory-telemetry']);
    expect(address()).toContain('cluster=prod-north');
    expect(address()).toContain('element=elasticsearch');
    await userEvent.click(screen.getByRole('link', { name: /Healthy/ }));
    expect(await screen.findByText('None of the 3 pipelines match')).toBeVisible();
    expect(screen.getByText('Filters in use: Cluster is prod-north, Element is Elasticsearch, Status is Healthy.')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Clear 3 filters' }));
    expect(await rowNames()).toHaveLength(3);
  });

  it('shows at first what I own, where I own any, and all to whom owns none', async () => {
    open({ api: new FakeDataPipelinesApi(), own: ['group:default/checkout'] });
    expect(await rowNames()).toEqual(['orders']);
    expect(screen.getByRole('combobox', { name: 'Owner' })).toHaveDisplayValue('Mine');
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Owner' }), 'Any');
    expect(await rowNames()).toHaveLength(3);
    expect(address()).toContain('owner=any');
  });

  it('says to whom may not create why, and whom to ask', async () => {
    const denied = { ...clusters, creation: { allowed: false, permission: 'data-pipelines.element.create' } };
    const { container } = open({ api: new FakeDataPipelinesApi({ clusters: denied }) });
    await screen.findByText(/Missing permission: data-pipelines.element.create/);
    const button = screen.getByRole('button', { name: 'Create pipeline element' });
    expect(button).toHaveAttribute('aria-disabled', 'true');
    expect(button).toHaveAccessibleDescription(/Missing permission: data-pipelines.element.create. Ask #plant-data/);
    expect(screen.queryByRole('link', { name: 'Create pipeline element' })).not.toBeInTheDocument();
    expect(await axe(container)).toHaveNoViolations();
  });

  it('leads to the templates who may create', async () => {
    open({ api: new FakeDataPipelinesApi() });
    await table();
    expect(screen.getByRole('link', { name: 'Create pipeline element' })).toHaveAttribute('href', '/create');
  });

  it('says what will appear where there is nothing yet', async () => {
    const { container } = open({ api: new FakeDataPipelinesApi({ pipelines: [] }) });
    expect(await screen.findByRole('heading', { name: 'No pipelines yet' })).toBeVisible();
    expect(screen.getAllByRole('link', { name: 'Create pipeline element' })).toHaveLength(1);
    expect(await axe(container)).toHaveNoViolations();
  });

  it('says to whom may see nothing which permission is missing, never that there is nothing', async () => {
    const api = new FakeDataPipelinesApi({ pipelines: [] });
    api.access = { allowed: false, permission: 'data-pipelines.element.read' };
    const { container } = open({ api });
    expect(await screen.findByRole('heading', { name: 'You may not see this' })).toBeVisible();
    expect(screen.getByText(/Missing permission: data-pipelines.element.read/)).toHaveTextContent('Ask #plant-data');
    expect(screen.queryByText('No pipelines yet')).not.toBeInTheDocument();
    expect(await axe(container)).toHaveNoViolations();
  });

  it('names a missing cluster, keeps its rows Unknown and the others as they are', async () => {
    const dead = cluster('prod-south', {
      reachable: { state: 'unreachable', class: 'timeout', reason: 'Connection timed out', since: '2026-11-20T14:20:11Z' },
      freshness: { state: 'unknown', reason: 'Connection timed out', lastObservedAt: '2026-11-20T14:20:05Z' },
    });
    const lost = {
      ...pipelines[1],
      summary: {
        ...pipelines[1].summary,
        health: { word: 'Unknown' as const, cause: 'prod-south does not answer; was Warning at 14:20', findings: [] },
      },
    };
    const api = new FakeDataPipelinesApi({ pipelines: [factoryTelemetry, lost, orders], clusters: { items: [cluster('prod-north'), dead] } });
    const { container } = open({ api });
    const row = await screen.findByRole('row', { name: /clickstream/ });
    expect(within(row).getByText('Unknown')).toBeVisible();
    expect(await screen.findByText('1 of 2 clusters is missing.')).toBeVisible();
    expect(within(screen.getByRole('row', { name: /orders/ })).getByText('Healthy')).toBeVisible();
    expect(screen.getByText(/Does not answer: Connection timed out \(since 14:20:11 UTC\)/)).toBeVisible();
    expect(await axe(container)).toHaveNoViolations();
  });

  it('puts the first steps away for good', async () => {
    open({ api: new FakeDataPipelinesApi() });
    expect(await screen.findByRole('link', { name: 'See why factory-telemetry is Critical' })).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Close the first steps' }));
    expect(screen.queryByText('New here?')).not.toBeInTheDocument();
  });

  it('shows how a status is decided, worst first', async () => {
    open({ api: new FakeDataPipelinesApi() });
    await userEvent.click(await screen.findByRole('button', { name: 'How a status is decided' }));
    const dialog = await screen.findByRole('dialog', { name: 'How a status is decided' });
    const words = within(dialog).getAllByRole('row').slice(1).map(row => within(row).getAllByRole('cell')[0].textContent);
    expect(words).toEqual(['Critical', 'Warning', 'Unknown', 'Stale', 'Progressing', 'Paused', 'Healthy', 'Not measured']);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Close the rules' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });

  it('shows two hundred pipelines in one table', async () => {
    const many = Array.from({ length: 200 }, (_, index) => ({ ...orders, summary: { ...orders.summary, name: `p${index}`, title: `p${index}` } }));
    open({ api: new FakeDataPipelinesApi({ pipelines: many }) });
    expect(await rowNames()).toHaveLength(200);
    expect(screen.getByText('200 pipelines')).toBeVisible();
  });
});

describe('PipelinesPage over time', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const pass = (ms: number) => act(() => jest.advanceTimersByTimeAsync(ms));

  it('shows that it waits after a moment, and only then', async () => {
    const api = new FakeDataPipelinesApi();
    let letGo = () => {};
    api.gate = new Promise(resolve => {
      letGo = resolve;
    });
    const { container } = open({ api });
    await pass(SKELETON_DELAY_MS - 50);
    expect(screen.queryByText('Loading')).not.toBeInTheDocument();
    await pass(100);
    expect(screen.getByText('Loading')).toBeInTheDocument();
    jest.useRealTimers();
    expect(await axe(container)).toHaveNoViolations();
    letGo();
    expect(await rowNames()).toHaveLength(3);
  });

  it('keeps rows usable and in their places while newer values come, and sorts again when asked', async () => {
    const api = new FakeDataPipelinesApi();
    open({ api });
    await pass(100);
    expect(await rowNames()).toEqual(['factory-telemetry', 'clickstream', 'orders']);
    const worse = { ...orders, summary: { ...orders.summary, health: { ...factoryTelemetry.summary.health, cause: 'orders-kafka has no leader' } } };
    const better = { ...factoryTelemetry, summary: { ...factoryTelemetry.summary, health: orders.summary.health } };
    api.pipelines = [worse, better, pipelines[1]];
    await pass(POLL_MS + 100);
    expect(screen.getByText('orders-kafka has no leader')).toBeVisible();
    expect(await rowNames()).toEqual(['factory-telemetry', 'clickstream', 'orders']);
    const resort = screen.getByRole('button', { name: 'Sort worst first again' });
    jest.useRealTimers();
    await userEvent.click(resort);
    expect(await rowNames()).toEqual(['orders', 'clickstream', 'factory-telemetry']);
  });

  it('keeps the last good rows when the backend fails, and says so', async () => {
    const api = new FakeDataPipelinesApi();
    open({ api });
    await pass(100);
    expect(await rowNames()).toHaveLength(3);
    api.failure = new Error('The backend is being restarted');
    await pass(POLL_MS + 100);
    expect(screen.getByText('The newest values cannot be fetched: The backend is being restarted')).toBeVisible();
    expect(await rowNames()).toHaveLength(3);
    api.failure = undefined;
    await pass(POLL_MS + 100);
    expect(screen.queryByText(/cannot be fetched/)).not.toBeInTheDocument();
  });

  it('asks for nothing while it is hidden, and at once when it is seen again', async () => {
    const api = new FakeDataPipelinesApi();
    open({ api });
    await pass(100);
    const hidden = jest.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    const before = api.calls.length;
    await pass(10 * POLL_MS);
    expect(api.calls).toHaveLength(before);
    hidden.mockReturnValue(false);
    act(() => {
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await pass(100);
    expect(api.calls.length).toBeGreaterThan(before);
    hidden.mockRestore();
  });
});

describe('PipelinesPage without measures', () => {
  it('never shows a missing number as zero', async () => {
    const gap = notMeasured('The cluster has no Prometheus.');
    const bare = { latency: gap, backlogTime: gap, backlogMessages: gap, produceRate: gap, fullestVolume: gap, fullIn: gap, recoveryPointAge: gap };
    open({ api: new FakeDataPipelinesApi({ pipelines: [{ ...orders, summary: { ...orders.summary, measures: bare } }] }) });
    const row = await screen.findByRole('row', { name: /orders/ });
    expect(within(row).getAllByText('Not measured')).toHaveLength(4);
    expect(within(row).getAllByText('The cluster has no Prometheus.')).toHaveLength(4);
    expect(row).not.toHaveTextContent(/\b0\b/);
  });
});
