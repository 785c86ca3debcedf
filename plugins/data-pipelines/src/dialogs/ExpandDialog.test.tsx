import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ResponseError } from '@backstage/errors';
import type { OperationRight } from '@penstock/backstage-plugin-data-pipelines-common';
import { mockApis } from '@backstage/frontend-test-utils';
import { axe } from 'jest-axe';
import { FakeDataPipelinesApi } from '../__testUtils__/FakeDataPipelinesApi';
import { planFor } from '../__testUtils__/operations';
import { pseudoTranslation } from '../__testUtils__/pseudoTranslation';
import { renderPage } from '../__testUtils__/renderPage';
import { factoryTelemetry } from '../__testUtils__/story';
import { PenstockRoot } from '../parts/PenstockRoot';
import { useWords } from '../parts/words';
import { ExpandButton } from './ExpandButton';

const [telemetry] = factoryTelemetry.elements;

async function refusal(status: number, error: Record<string, string>): Promise<Error> {
  const body = { error, request: { method: 'POST', url: '/operations' }, response: { statusCode: status } };
  return ResponseError.fromResponse(new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } }));
}

/** The button as pages have it: within Penstock's theme, beside words that are there already. */
function Page({ right }: { right?: OperationRight }) {
  const t = useWords();
  return (
    <ExpandButton element={telemetry} right={right} label="Expand telemetry">
      {t('expand.action', { count: 3 })}
    </ExpandButton>
  );
}

function open(api = new FakeDataPipelinesApi(), right?: OperationRight) {
  renderPage(
    <PenstockRoot>
      <Page right={right} />
    </PenstockRoot>,
    { api },
  );
  return api;
}

const opener = () => screen.findByRole('button', { name: 'Expand telemetry' });
const dialog = () => screen.findByRole('dialog', { name: /^Expand \d volumes of telemetry/ });
const startButton = () => screen.getByRole('button', { name: 'Expand 3 volumes' });

async function ready(api: FakeDataPipelinesApi, size = '200') {
  await userEvent.click(await opener());
  await dialog();
  const field = screen.getByRole('textbox', { name: 'New size of each volume' });
  await userEvent.clear(field);
  await userEvent.type(field, size);
  await screen.findByText(`${size}Gi each`);
  return api;
}

describe('ExpandDialog', () => {
  it('begins with the size that lasts 90 days and says what that rests on', async () => {
    open();
    await userEvent.click(await opener());
    const shown = await dialog();
    expect(within(shown).getByRole('textbox', { name: 'New size of each volume' })).toHaveValue('190');
    expect(within(shown).getByRole('button', { name: '90 days' })).toHaveAttribute('aria-pressed', 'true');
    expect(shown).toHaveTextContent('90 days: 190 GiB (growth of the last six hours; old data is deleted, so the volume levels off).');
    await userEvent.click(within(shown).getByRole('button', { name: '+25 %' }));
    expect(within(shown).getByRole('textbox', { name: 'New size of each volume' })).toHaveValue('130');
    expect(within(shown).getByRole('slider', { name: 'New size of each volume in GiB' })).toHaveValue('130');
  });

  it('shows now and after, plan with who writes, preflight with counts, and the guard', async () => {
    const api = open();
    await ready(api);
    const shown = await dialog();
    expect(within(shown).getByRole('row', { name: /Size, each/ })).toHaveTextContent('100 GiB200Gi each');
    expect(within(shown).getByRole('row', { name: /Full in/ })).toHaveTextContent('9 h, missed');
    const changes = within(shown).getByRole('list', { name: 'What is done to which object' });
    expect(changes).toHaveTextContent(/changeKafkaNodePool broker.*spec\.storage\.volumes\[id=0\]\.size100Gi → 200Giby Penstock/);
    expect(changes).toHaveTextContent(/by Strimzi/);
    expect(within(shown).getByText('4 change, 1 keep')).toBeVisible();
    expect(within(shown).getByText('1 pass, 1 could not check, 1 warn', { exact: false, normalizer: text => text.toLowerCase() })).toBeVisible();
    expect(within(shown).getByText('Basis: Grows 0.78 GiB an hour, retention of 5 days')).toBeVisible();
    expect(startButton()).toHaveAttribute('aria-disabled', 'true');
    expect(startButton()).toHaveAccessibleDescription('Tick the sentence first');
    expect(await axe(document.body, { rules: { region: { enabled: false } } })).toHaveNoViolations();
  });

  it('starts the plan that is shown with its hash and the confirmation, and leads to the operation', async () => {
    const api = open();
    await ready(api);
    await userEvent.click(screen.getByRole('checkbox', { name: /cannot be made smaller again/ }));
    await userEvent.click(startButton());
    await waitFor(() => expect(screen.getByLabelText('address')).toHaveTextContent('/data-pipelines/operations/op-200gi'));
    expect(api.starts).toHaveLength(1);
    expect(api.starts[0].request).toMatchObject({ plan: 'op-200gi', hash: 'hash of 200Gi', request: { kind: 'expand', element: 'telemetry', size: '200Gi' }, confirmation: { acknowledged: true } });
    expect(api.starts[0].key).toMatch(/^[0-9a-f]{32}$/);
  });

  it('can be gone through by keyboard alone, the start last', async () => {
    const api = open();
    (await opener()).focus();
    await userEvent.keyboard('{Enter}');
    await screen.findByText('190Gi each');
    await userEvent.keyboard('{Control>}a{/Control}250');
    await screen.findByText('250Gi each');
    const names: (string | null)[] = [];
    for (let tabs = 0; tabs < 20 && document.activeElement !== startButton(); tabs += 1) {
      if (document.activeElement === screen.getByRole('checkbox', { name: /cannot be made smaller/ })) await userEvent.keyboard(' ');
      await userEvent.tab();
      names.push(document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? null);
    }
    expect(names.slice(-2)).toEqual(['Cancel', 'Expand 3 volumes']);
    expect(api.starts).toEqual([]);
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(api.starts[0]?.request.request).toMatchObject({ size: '250Gi' }));
  });

  it('starts once on a double click', async () => {
    const api = open();
    await ready(api);
    await userEvent.click(screen.getByRole('checkbox', { name: /cannot be made smaller again/ }));
    await userEvent.dblClick(startButton());
    await waitFor(() => expect(screen.getByLabelText('address')).toHaveTextContent('op-200gi'));
    expect(api.starts).toHaveLength(1);
  });

  it('does not start by Esc or by the checkbox, and gives the focus back', async () => {
    const api = open();
    await ready(api);
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'New size of each volume' }));
    await userEvent.keyboard('{Enter}');
    await userEvent.click(screen.getByRole('checkbox', { name: /cannot be made smaller again/ }));
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(api.starts).toEqual([]);
    expect(document.activeElement).toBe(await opener());
  });

  it('tells what is different where the world has changed, and asks again under a new key', async () => {
    const api = open();
    await ready(api);
    api.startFailures.push(await refusal(409, { name: 'ConflictError', message: 'The plan has changed', code: 'PLAN_CHANGED', cause: 'broker-3 has joined.' }));
    api.plan = request => {
      const plan = planFor(request);
      return { ...plan, hash: 'another', changes: [...plan.changes, { act: 'change', sentence: 'Claim of broker-3', by: 'Strimzi' }] };
    };
    await userEvent.click(screen.getByRole('checkbox', { name: /cannot be made smaller again/ }));
    await userEvent.click(startButton());
    const told = await screen.findByRole('alert');
    expect(told).toHaveTextContent('Nothing was started');
    expect(await screen.findByRole('list', { name: 'What is different' })).toHaveTextContent('New: change Claim of broker-3');
    // The server's own words are for the time in which there is no list.
    expect(told).not.toHaveTextContent('broker-3 has joined.');
    expect(screen.getByRole('checkbox', { name: /cannot be made smaller again/ })).not.toBeChecked();
    await userEvent.click(screen.getByRole('checkbox', { name: /cannot be made smaller again/ }));
    await userEvent.click(startButton());
    await waitFor(() => expect(api.starts).toHaveLength(2));
    expect(api.starts[1].request.hash).toBe('another');
    expect(api.starts[1].key).not.toBe(api.starts[0].key);
  });

  it('keeps the key of an intent over a repeated attempt', async () => {
    const api = open();
    await ready(api);
    api.startFailures.push(new TypeError('Failed to fetch'));
    await userEvent.click(screen.getByRole('checkbox', { name: /cannot be made smaller again/ }));
    await userEvent.click(startButton());
    expect(await screen.findByRole('heading', { name: 'Whether it was done is not known; trying again is safe' })).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(api.starts).toHaveLength(2));
    expect(api.starts[1].key).toBe(api.starts[0].key);
  });

  it('leads to the operation of a plan that was started before', async () => {
    const api = open();
    await ready(api);
    api.startFailures.push(await refusal(409, { name: 'ConflictError', message: 'It was started before', code: 'PLAN_STARTED' }));
    await userEvent.click(screen.getByRole('checkbox', { name: /cannot be made smaller again/ }));
    await userEvent.click(startButton());
    expect(await screen.findByRole('heading', { name: 'It was refused' })).toBeVisible();
    expect(screen.getByRole('link', { name: 'Open the operation' })).toHaveAttribute('href', '/data-pipelines/operations/op-200gi');
  });

  it('refuses what is no size or no growth before any plan, and says why', async () => {
    const api = open();
    await ready(api);
    const before = api.planned.length;
    const field = screen.getByRole('textbox', { name: 'New size of each volume' });
    await userEvent.clear(field);
    await userEvent.type(field, '1e30');
    expect(screen.getAllByText('Write a number above zero, for example 200.').length).toBeGreaterThan(0);
    await userEvent.clear(field);
    await userEvent.type(field, '50');
    expect(screen.getAllByText('Volumes only grow: more than 100 GiB.').length).toBeGreaterThan(0);
    expect(api.planned.slice(before).filter(request => request.kind === 'expand' && request.size === '50Gi')).toEqual([]);
    expect(startButton()).toHaveAttribute('aria-disabled', 'true');
  });

  it('does not offer the start where a check blocks', async () => {
    const api = new FakeDataPipelinesApi();
    api.plan = request => ({
      ...planFor(request),
      startable: false,
      preflight: [{ code: 'QUOTA', result: 'block', sentence: 'The quota is used up', remedy: 'Ask for more' }],
    });
    open(api);
    await ready(api);
    await userEvent.click(screen.getByRole('checkbox', { name: /cannot be made smaller again/ }));
    expect(startButton()).toHaveAccessibleDescription('A check blocks the start');
    await userEvent.click(startButton());
    expect(api.starts).toEqual([]);
  });

  it('stays visible with the permission where it is not permitted', async () => {
    open(new FakeDataPipelinesApi(), { kind: 'expand', allowed: false, permission: 'data-pipelines.volume.expand' });
    const button = await opener();
    expect(button).toHaveAttribute('aria-disabled', 'true');
    expect(button).toHaveAccessibleDescription(/Missing permission: data-pipelines.volume.expand. Ask #plant-data/);
    await userEvent.click(button);
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('names the permission where the server denies the plan', async () => {
    const api = new FakeDataPipelinesApi();
    api.plan = async () => {
      throw await refusal(403, { name: 'NotAllowedError', message: 'no', code: 'PERMISSION_DENIED' });
    };
    open(api);
    await userEvent.click(await opener());
    expect(await screen.findByText(/Missing permission: data-pipelines.volume.expand/)).toBeVisible();
  });

  it('shows the plan of the last size, whatever order the answers come in', async () => {
    const answers: Record<string, () => void> = {};
    const api = new FakeDataPipelinesApi();
    api.plan = request =>
      new Promise(resolve => {
        answers[request.kind === 'expand' ? (request.size ?? '') : ''] = () => resolve(planFor(request));
      });
    open(api);
    await userEvent.click(await opener());
    const field = await screen.findByRole('textbox', { name: 'New size of each volume' });
    await userEvent.clear(field);
    await userEvent.type(field, '300');
    await waitFor(() => expect(answers['300Gi']).toBeDefined());
    await userEvent.clear(field);
    await userEvent.type(field, '400');
    await waitFor(() => expect(answers['400Gi']).toBeDefined());
    answers['400Gi']();
    await screen.findByText('400Gi each');
    answers['300Gi']();
    await expect(screen.findByText('300Gi each', {}, { timeout: 200 })).rejects.toThrow();
    expect(screen.getByText('400Gi each')).toBeVisible();
  });

  it('says every word of its own in the language of the user', async () => {
    renderPage(
      <PenstockRoot>
        <Page />
      </PenstockRoot>,
      { api: new FakeDataPipelinesApi(), translation: pseudoTranslation(mockApis.translation()) },
    );
    await userEvent.click(await opener());
    const shown = await screen.findByRole('dialog');
    await within(shown).findByText(/⟦Preflight/);
    for (const name of ['Plan', 'Preflight', 'What will be felt', 'Cancel', '30 days', '90 days']) {
      expect(within(shown).queryByText(name)).not.toBeInTheDocument();
    }
  });
});
