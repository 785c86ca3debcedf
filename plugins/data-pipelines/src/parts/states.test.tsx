import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ResponseError } from '@backstage/errors';
import { axe } from 'jest-axe';
import { DataTab } from '../entity/DataTab';
import { FakeDataPipelinesApi } from '../__testUtils__/FakeDataPipelinesApi';
import { renderPage } from '../__testUtils__/renderPage';
import { clickstream, pipelines } from '../__testUtils__/story';
import { PipelinesPage } from '../pages/PipelinesPage';

const system = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'System',
  metadata: { name: 'clickstream', namespace: 'default' },
  spec: { type: 'data-pipeline' },
};

async function refusal(status: number, error: Record<string, string>): Promise<Error> {
  const body = { error, request: { method: 'GET', url: '/pipelines' }, response: { statusCode: status } };
  const headers = { 'content-type': 'application/json', 'x-request-id': 'req-4711' };
  return ResponseError.fromResponse(new Response(JSON.stringify(body), { status, headers }));
}

describe('the five states and the failure', () => {
  it('nothing yet: what will appear here', async () => {
    const empty = { ...clickstream, elements: [], flow: [] };
    const { container } = renderPage(<DataTab />, { api: new FakeDataPipelinesApi({ pipelines: [empty] }), entity: system });
    expect(await screen.findByRole('heading', { name: 'No elements yet' })).toBeVisible();
    expect(await axe(container)).toHaveNoViolations();
  });

  it('filtered to nothing: the filters and the way out', async () => {
    const { container } = renderPage(<PipelinesPage />, { api: new FakeDataPipelinesApi(), at: '/?cluster=prod-west' });
    expect(await screen.findByRole('heading', { name: 'None of the 3 pipelines match' })).toBeVisible();
    expect(screen.getByRole('button', { name: 'Clear 1 filter' })).toBeVisible();
    expect(await axe(container)).toHaveNoViolations();
  });

  it('not configured: the lines to paste, with the own name', async () => {
    const unlinked = { ...system, kind: 'Resource', metadata: { name: 'click-search', namespace: 'default' }, spec: { type: 'elasticsearch' } };
    const { container } = renderPage(<DataTab />, { api: new FakeDataPipelinesApi(), entity: unlinked });
    expect(await screen.findByRole('heading', { name: 'This entity is not linked to data' })).toBeVisible();
    expect(screen.getByText('penstock.dev/element: click-search')).toBeVisible();
    expect(await axe(container)).toHaveNoViolations();
  });

  it('not permitted: the permission by name and whom to ask', async () => {
    const api = new FakeDataPipelinesApi();
    api.failure = await refusal(403, { name: 'NotAllowedError', message: 'You may not see data pipelines', code: 'PERMISSION_DENIED' });
    const { container } = renderPage(<DataTab />, { api, entity: system });
    expect(await screen.findByRole('heading', { name: 'You may not see this' })).toBeVisible();
    expect(screen.getByText(/Missing permission: data-pipelines.element.read/)).toBeVisible();
    expect(screen.getByRole('link', { name: '#plant-data' })).toHaveAttribute('href', 'https://chat.example.com/plant-data');
    expect(await axe(container)).toHaveNoViolations();
  });

  it('cannot know: cluster, reason, last known, retry', async () => {
    const lost = {
      ...clickstream,
      summary: {
        ...clickstream.summary,
        health: { word: 'Unknown' as const, cause: 'prod-south does not answer', findings: [] },
        freshness: { state: 'unknown' as const, reason: 'Connection timed out 4 times.', lastObservedAt: '2026-11-20T14:19:43Z' },
      },
    };
    const api = new FakeDataPipelinesApi({ pipelines: [lost] });
    const { container } = renderPage(<DataTab />, { api, entity: system });
    expect(await screen.findByRole('heading', { name: 'prod-south does not answer' })).toBeVisible();
    expect(screen.getByText(/Connection timed out 4 times/)).toHaveTextContent('Last known 12 min ago');
    expect(await axe(container)).toHaveNoViolations();
    const before = api.calls.length;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(api.calls.length).toBeGreaterThan(before);
  });

  it('failed: what, likely cause, what to do; the request id in the fold', async () => {
    const api = new FakeDataPipelinesApi({ pipelines });
    api.failure = await refusal(503, {
      name: 'ServiceUnavailableError',
      message: 'The pipelines cannot be read',
      cause: 'The inventory has not been filled yet',
      remedy: 'Wait a minute and try again',
      code: 'CLUSTER_UNREACHABLE',
    });
    const { container } = renderPage(<DataTab />, { api, entity: system });
    expect(await screen.findByText('The pipelines cannot be read')).toBeVisible();
    expect(screen.getByText('Likely cause: The inventory has not been filled yet')).toBeVisible();
    expect(screen.getByText('What to do: Wait a minute and try again')).toBeVisible();
    expect(screen.queryByText(/req-4711/)).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Details' }));
    expect(screen.getByText(/Request id req-4711/)).toBeVisible();
    expect(screen.getByRole('button', { name: 'Copy details' })).toBeVisible();
    expect(await axe(container)).toHaveNoViolations();
  });
});
