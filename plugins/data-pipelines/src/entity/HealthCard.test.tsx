import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe } from 'jest-axe';
import { FakeDataPipelinesApi } from '../__testUtils__/FakeDataPipelinesApi';
import { renderPage } from '../__testUtils__/renderPage';
import { factoryTelemetry } from '../__testUtils__/story';
import { HealthCard } from './HealthCard';

const system = (name: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'System',
  metadata: { name, namespace: 'default' },
  spec: { type: 'data-pipeline' },
});
const resource = (id: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: { name: id, namespace: 'default', annotations: { 'penstock.dev/element': id } },
  spec: { type: 'kafka' },
});

describe('HealthCard', () => {
  it('says the status, the cause with element and number, and one next step', async () => {
    const { container } = renderPage(<HealthCard />, { api: new FakeDataPipelinesApi(), entity: system('factory-telemetry') });
    expect(await screen.findByText('telemetry: volume data-0-telemetry-broker-1 is 93 % full, full in about 9 h')).toBeVisible();
    const card = screen.getByRole('region', { name: 'Data health' });
    expect(within(card).getByText('Critical')).toBeVisible();
    expect(within(card).getByRole('link', { name: 'Show volumes' })).toBeVisible();
    expect(within(card).getByRole('link', { name: 'Open Data tab' })).toHaveAttribute('href', '/catalog/default/system/factory-telemetry/data');
    expect(await axe(container)).toHaveNoViolations();
  });

  it('gives each measure with target, state, trend, age and source', async () => {
    renderPage(<HealthCard />, { api: new FakeDataPipelinesApi(), entity: system('factory-telemetry') });
    const backlog = await screen.findByRole('row', { name: /Backlog, worst reader/ });
    expect(backlog).toHaveTextContent(/4 min 05 s.*45 s or less.*missed.*growing since 13:17 UTC.*3 s ago \(14:31:40 UTC\) · Source: Prometheus/i);
    const fullIn = screen.getByRole('row', { name: /^Full in/ });
    expect(fullIn).toHaveTextContent('7 d or more');
  });

  it('names what is not measured with the reason, without a number', async () => {
    renderPage(<HealthCard />, { api: new FakeDataPipelinesApi(), entity: system('factory-telemetry') });
    const latency = await screen.findByRole('row', { name: /End-to-end latency p95/ });
    expect(latency).toHaveTextContent('Not measured');
    expect(latency).toHaveTextContent('No element exports the timestamps of records at the far end.');
    expect(within(latency).getAllByRole('cell')).toHaveLength(2);
  });

  it('speaks for an element in the same words as the element itself', async () => {
    renderPage(<HealthCard />, { api: new FakeDataPipelinesApi(), entity: resource('enricher') });
    expect(await screen.findByText('enricher: 4 min 05 s behind telemetry and growing')).toBeVisible();
    expect(screen.getByRole('row', { name: /Rows in/ })).toHaveTextContent('3.50 k/s');
    expect(screen.getByText(/Also: enricher is 4 min 05 s behind and does not catch up/)).toBeVisible();
  });

  it('keeps stale values and says since when', async () => {
    const stale = {
      ...factoryTelemetry,
      summary: {
        ...factoryTelemetry.summary,
        health: { word: 'Stale' as const, cause: 'Nothing was heard of prod-north for 48 s', findings: [] },
        freshness: { state: 'stale' as const, observedAt: '2026-11-20T14:30:55Z', reason: 'The watch is broken.' },
      },
    };
    const { container } = renderPage(<HealthCard />, { api: new FakeDataPipelinesApi({ pipelines: [stale] }), entity: system('factory-telemetry') });
    expect(await screen.findByText('Stale')).toBeVisible();
    expect(screen.getByText(/Values are from 14:30:55 UTC/)).toHaveTextContent('48 s ago');
    expect(screen.getByText('4 min 05 s')).toBeVisible();
    expect(await axe(container)).toHaveNoViolations();
  });

  it('explains how the status is decided, one click away', async () => {
    renderPage(<HealthCard />, { api: new FakeDataPipelinesApi(), entity: system('factory-telemetry') });
    await userEvent.click(await screen.findByRole('button', { name: 'How this is decided' }));
    expect(await screen.findByRole('dialog', { name: 'How a status is decided' })).toBeVisible();
  });
});
