import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Element, OperationRequest, Plan, VolumeAttributes } from '@penstock/backstage-plugin-data-pipelines-common';
import { mockApis } from '@backstage/frontend-test-utils';
import { axe } from 'jest-axe';
import { FakeDataPipelinesApi } from '../__testUtils__/FakeDataPipelinesApi';
import { planFor } from '../__testUtils__/operations';
import { pseudoTranslation } from '../__testUtils__/pseudoTranslation';
import { renderPage } from '../__testUtils__/renderPage';
import { factoryTelemetry } from '../__testUtils__/story';
import { PenstockRoot } from '../parts/PenstockRoot';
import { ExpandDialog, type ExpandBeginning } from './ExpandDialog';

const DRIVER = 'rbd.csi.ceph.com';
const [telemetry] = factoryTelemetry.elements;

/** The element of the story in a cluster that offers two classes; its volumes are of `attributes`. */
function classed(attributes?: VolumeAttributes): Element {
  return {
    ...telemetry,
    volumes: telemetry.volumes.map(volume => ({ ...volume, ...(attributes && { attributes }) })),
    attributesClasses: {
      items: [
        { name: 'gold', driver: DRIVER, summary: 'iops 16000, throughput 500' },
        { name: 'silver', driver: DRIVER, summary: 'iops 3000, throughput 125' },
        { name: 'other', driver: 'file.csi.example.com', summary: 'of another driver' },
      ],
    },
  };
}

/** The plan as the server draws it: named after what is asked for. */
function plan(request: OperationRequest): Plan {
  const drawn = planFor(request);
  if (request.kind !== 'expand' || request.size !== undefined) return drawn;
  const acknowledge = 'I understand that these volumes may be slower while their class changes';
  return {
    ...drawn,
    id: 'op-class',
    title: 'Change 4 volumes of telemetry',
    safety: { level: 2, button: 'Change 4 volumes', acknowledge },
    comparison: [{ label: 'Performance class', now: 'silver', after: request.volumeAttributesClass ?? '' }],
  };
}

function open(element: Element, begin?: ExpandBeginning, translation?: ReturnType<typeof pseudoTranslation>) {
  const api = new FakeDataPipelinesApi();
  api.plan = plan;
  renderPage(
    <PenstockRoot>
      <ExpandDialog element={element} begin={begin} onClose={() => {}} />
    </PenstockRoot>,
    { api, ...(translation && { translation }) },
  );
  return api;
}

const last = (api: FakeDataPipelinesApi) => api.planned[api.planned.length - 1];
const grow = () => screen.getByRole('checkbox', { name: 'Grow the volumes' });
const classes = () => screen.getByRole('group', { name: 'Performance class' });

describe('the performance class in the dialog that expands', () => {
  it('is not there where the cluster offers none for the driver', async () => {
    open(telemetry);
    await screen.findByText('190Gi each');
    expect(screen.queryByText('Performance class')).not.toBeInTheDocument();
    expect(screen.queryByRole('checkbox', { name: 'Grow the volumes' })).not.toBeInTheDocument();
  });

  it('is not taken for absent where it cannot be read', async () => {
    open({ ...telemetry, attributesClasses: { items: [], reason: 'no right to read them' } });
    expect(await screen.findByText('Performance class: Which ones there are is not known: no right to read them')).toBeVisible();
  });

  it('stays as it is unless another one is chosen, beside a growth', async () => {
    const api = open(classed({ state: 'settled', present: 'silver' }));
    await screen.findByText('190Gi each');
    expect(last(api)).not.toHaveProperty('volumeAttributesClass');
    expect(within(classes()).getAllByRole('radio')).toHaveLength(2);
    expect(within(classes()).getByRole('radio', { name: /^As now: silver.*throughput 125/ })).toBeChecked();
    await userEvent.click(within(classes()).getByRole('radio', { name: /gold.*iops 16000/ }));
    await waitFor(() => expect(last(api)).toMatchObject({ kind: 'expand', size: '190Gi', volumeAttributesClass: 'gold' }));
    expect(await screen.findByRole('button', { name: 'Expand 3 volumes' })).toBeVisible();
    expect(await axe(document.body, { rules: { region: { enabled: false } } })).toHaveNoViolations();
  });

  it('can be changed alone, through its plan, with the size kept', async () => {
    const api = open(classed({ state: 'settled', present: 'silver' }), 'class');
    const dialog = await screen.findByRole('dialog', { name: 'Change 4 volumes of telemetry' });
    expect(grow()).not.toBeChecked();
    expect(screen.queryByRole('textbox', { name: 'New size of each volume' })).not.toBeInTheDocument();
    expect(within(dialog).getByRole('button', { name: 'Change 4 volumes of telemetry' })).toHaveAccessibleDescription('Choose a new size or another performance class.');
    expect(api.planned).toEqual([]);
    await userEvent.click(within(classes()).getByRole('radio', { name: /gold/ }));
    expect(await within(dialog).findByRole('row', { name: /Performance class/ })).toHaveTextContent('silvergold');
    await userEvent.click(within(dialog).getByRole('checkbox', { name: /slower while their class changes/ }));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Change 4 volumes' }));
    await waitFor(() => expect(api.starts).toHaveLength(1));
    const { request } = api.starts[0].request;
    expect(request).toMatchObject({ kind: 'expand', element: 'telemetry', volumeAttributesClass: 'gold' });
    expect(request).not.toHaveProperty('size');
  });

  it('a growth can be added and left out, and leaves the focus where it is', async () => {
    const api = open(classed(), 'class');
    await screen.findByRole('dialog');
    await userEvent.click(within(classes()).getByRole('radio', { name: /silver/ }));
    await waitFor(() => expect(last(api)).toMatchObject({ volumeAttributesClass: 'silver' }));
    await userEvent.click(grow());
    await waitFor(() => expect(last(api)).toMatchObject({ size: '190Gi', volumeAttributesClass: 'silver' }));
    expect(document.activeElement).toBe(grow());
    await userEvent.click(grow());
    await waitFor(() => expect(last(api)).not.toHaveProperty('size'));
  });

  it('that is being changed to can be asked for again', async () => {
    open(classed({ state: 'infeasible', present: 'silver', asked: 'gold', reason: 'The driver refuses the class gold' }), 'class');
    await screen.findByRole('dialog');
    expect(within(classes()).getAllByRole('radio').map(radio => radio.getAttribute('value'))).toEqual(['', 'gold', 'silver']);
  });

  it('says its words in the language of the user', async () => {
    open(classed(), undefined, pseudoTranslation(mockApis.translation()));
    await screen.findByText(/⟦Performance class/);
    for (const word of ['Performance class', 'Grow the volumes', 'As now: None']) expect(screen.queryByText(word)).not.toBeInTheDocument();
  });
});
