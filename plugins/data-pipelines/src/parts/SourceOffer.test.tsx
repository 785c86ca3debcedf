import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import { axe } from 'jest-axe';
import { FakeDataPipelinesApi } from '../__testUtils__/FakeDataPipelinesApi';
import { renderPage } from '../__testUtils__/renderPage';
import { PenstockRoot } from './PenstockRoot';
import { PreflightList } from './PreflightList';

const OBJECT = { cluster: 'north', apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaNodePool', namespace: 'orders', name: 'broker' };
const FIELDS = [{ field: 'spec.storage.volumes[0].size', from: '100Gi', to: '200Gi' }, { field: 'spec.class', to: 'gold & new' }];
const CHECK: PreflightCheck = {
  code: 'NOT_UNDER_GITOPS',
  result: 'block',
  sentence: 'KafkaNodePool broker is deployed by Argo CD',
  remedy: 'Open a pull request.',
  object: OBJECT,
  source: { tool: 'Argo CD', object: OBJECT, fields: FIELDS, patch: 'patches:\n  - target: {}\n' },
};
const show = (check: PreflightCheck) => renderPage(<PenstockRoot><PreflightList checks={[check]} /></PenstockRoot>, { api: new FakeDataPipelinesApi(), at: '/data-pipelines' });

describe('the change of a source', () => {
  it('says each field with both values, and leads to the template with them filled in', async () => {
    const { container } = show(CHECK);
    const offer = await screen.findByRole('group', { name: 'In the source of KafkaNodePool broker' });
    expect(within(offer).getByText('spec.storage.volumes[0].size: 100Gi → 200Gi')).toBeVisible();
    expect(within(offer).getByText('spec.class: nothing → gold & new')).toBeVisible();
    const link = within(offer).getByRole('link', { name: 'Open a pull request' });
    const address = new URL(link.getAttribute('href') ?? '', 'http://portal');
    expect(address.pathname).toBe('/create/templates/default/data-pipeline-change-source');
    expect(JSON.parse(address.searchParams.get('formData') ?? '')).toEqual({ apiVersion: OBJECT.apiVersion, kind: 'KafkaNodePool', name: 'broker', namespace: 'orders', changes: FIELDS });
    expect(await axe(container)).toHaveNoViolations();
  });

  it('shows the patch when it is asked for', async () => {
    show(CHECK);
    await userEvent.click(await screen.findByRole('button', { name: 'Show the patch' }));
    expect(screen.getByRole('region', { name: 'Patch for the source of KafkaNodePool broker' })).toHaveTextContent('patches:');
    await userEvent.click(screen.getByRole('button', { name: 'Hide the patch' }));
    expect(screen.queryByRole('region', { name: /^Patch/ })).toBeNull();
  });

  it('is not there where there is none', async () => {
    const { source: _source, ...check } = CHECK;
    show(check);
    expect(await screen.findByText(/is deployed by Argo CD/)).toBeVisible();
    expect(screen.queryByRole('group')).toBeNull();
  });
});
