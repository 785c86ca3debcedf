import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe } from 'jest-axe';
import { FakeDataPipelinesApi } from '../__testUtils__/FakeDataPipelinesApi';
import { unknownMeasure } from '../__testUtils__/measures';
import { renderPage } from '../__testUtils__/renderPage';
import { factoryTelemetry } from '../__testUtils__/story';
import { DataTab } from './DataTab';

const entity = (kind: string, name: string, type: string, element?: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name, namespace: 'default', ...(element ? { annotations: { 'penstock.dev/element': element } } : {}) },
  spec: { type },
});
const telemetry = entity('System', 'factory-telemetry', 'data-pipeline');
const enricher = entity('Resource', 'enricher', 'spark', 'enricher');
const flow = () => screen.findByRole('table', { name: 'Elements of factory-telemetry in flow order' });

describe('DataTab, flow', () => {
  it('lists elements and hops in flow order with status, cause and two measures', async () => {
    const { container } = renderPage(<DataTab />, { api: new FakeDataPipelinesApi(), entity: telemetry });
    const heads = within(await flow()).getAllByRole('rowheader').map(head => head.textContent);
    const order = ['telemetry', 'to enricher', 'enricher', 'to readings-search', 'readings-search'].map(name =>
      heads.findIndex(head => head === name || head?.startsWith(`${name}Kafka`) || head?.startsWith(`${name}Spark`) || head?.startsWith(`${name}Elasticsearch`)),
    );
    expect(order).not.toContain(-1);
    expect([...order].sort((a, b) => a - b)).toEqual(order);
    const hop = screen.getByRole('row', { name: /^to readings-search/ });
    expect(hop).toHaveTextContent('Elasticsearch tells no offsets of what it has indexed.');
    expect(within(hop).getAllByText('Not measured').length).toBeGreaterThan(0);
    expect(screen.getByRole('row', { name: /^to enricher/ })).toHaveTextContent(/906,500 messages behind.*Backlog.*4 min 05 s/);
    expect(await axe(container)).toHaveNoViolations();
  });

  it('opens the worst element with its findings, remedy and members', async () => {
    renderPage(<DataTab />, { api: new FakeDataPipelinesApi(), entity: telemetry });
    const findings = await screen.findByRole('region', { name: 'Findings' });
    expect(findings).toHaveTextContent('Volume data-0-telemetry-broker-1 is 93 % full');
    expect(findings).toHaveTextContent('What to do: Grow spec.storage of the node pool broker; the class can expand.');
    expect(screen.getByRole('button', { name: 'Clone for a test: telemetry' })).toBeVisible();
    const members = screen.getByRole('table', { name: 'Members of telemetry' });
    expect(within(members).getByRole('row', { name: /telemetry-broker-1/ })).toHaveTextContent('Restarted 2 times in the last hour');
    await userEvent.click(screen.getByRole('button', { name: 'Hide findings and members of telemetry' }));
    expect(screen.queryByRole('table', { name: 'Members of telemetry' })).not.toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Show findings and members of telemetry' })).toHaveAttribute('aria-expanded', 'false');
  });

  it('shows an element with its neighbours and the way to the whole', async () => {
    renderPage(<DataTab />, { api: new FakeDataPipelinesApi(), entity: enricher });
    expect(await screen.findByText('Only enricher and its direct neighbours are shown.')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Open the whole pipeline' })).toHaveAttribute('href', '/catalog/default/system/factory-telemetry/data');
    expect(screen.getByRole('table', { name: 'Members of enricher' })).toBeVisible();
  });
});

describe('DataTab, volumes', () => {
  it('keeps the view in the URL', async () => {
    renderPage(<DataTab />, { api: new FakeDataPipelinesApi(), entity: telemetry });
    await flow();
    await userEvent.click(screen.getByRole('tab', { name: 'Volumes' }));
    expect(await screen.findByRole('table', { name: 'Volumes of factory-telemetry' })).toBeVisible();
    expect(screen.getByLabelText('address')).toHaveTextContent('view=volumes');
  });

  it('says of each volume its use with source and age, encryption with who says so, and who owns the size', async () => {
    const { container } = renderPage(<DataTab />, { api: new FakeDataPipelinesApi(), entity: telemetry, at: '/?view=volumes' });
    const full = await screen.findByRole('row', { name: /data-0-telemetry-broker-1/ });
    expect(full).toHaveTextContent('93 GiB of 100 GiB');
    expect(full).toHaveTextContent(/3 s ago \(14:31:40 UTC\) · Source: kubelet volume stats/);
    expect(full).toHaveTextContent('Encryptedparameter encrypted of class rbd-encrypted');
    expect(full).toHaveTextContent('3 Kafka replicas, 3 volume copies');
    expect(screen.getByRole('row', { name: /^Select elasticsearch-data-readings/ })).toHaveTextContent('Encryption not statedNeither class fast nor its driver says so');
    expect(screen.getAllByText(/Size owner: KafkaNodePool broker, spec.storage.volumes\[id=0\].size/).length).toBeGreaterThan(0);
    expect(await axe(container)).toHaveNoViolations();
  });

  it('marks a volume that no pod mounts and never shows what is not reported as zero', async () => {
    renderPage(<DataTab />, { api: new FakeDataPipelinesApi(), entity: telemetry, at: '/?view=volumes' });
    const unmounted = await screen.findByRole('row', { name: /data-0-telemetry-broker-3/ });
    expect(unmounted).toHaveTextContent('Not mounted by any pod');
    expect(unmounted).toHaveTextContent('Not reported, 100 GiB');
    expect(within(unmounted).queryByRole('meter')).not.toBeInTheDocument();
    const group = screen.getByRole('row', { name: /^Select all volumes of telemetry, data telemetry Kafka, data/ });
    expect(group).toHaveTextContent(/at least 275 GiB of 400 GiB/);
  });

  it('tells a source that cannot be read from one that is not there', async () => {
    const [first, ...rest] = factoryTelemetry.elements;
    const dark = { ...first.volumes[0], used: unknownMeasure('Prometheus did not answer.'), usedRatio: unknownMeasure('Prometheus did not answer.') };
    const api = new FakeDataPipelinesApi({ pipelines: [{ ...factoryTelemetry, elements: [{ ...first, volumes: [dark] }, ...rest] }] });
    renderPage(<DataTab />, { api, entity: telemetry, at: '/?view=volumes' });
    const row = await screen.findByRole('row', { name: /data-0-telemetry-broker-0/ });
    expect(row).toHaveTextContent('Not known, 100 GiB');
    expect(row).toHaveTextContent('Prometheus did not answer. · last read 14:20:05 UTC');
  });
});
