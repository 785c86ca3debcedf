import { fireEvent, screen } from '@testing-library/react';
import type { OperationRight } from '@penstock/backstage-plugin-data-pipelines-common';
import { FakeDataPipelinesApi } from '../__testUtils__/FakeDataPipelinesApi';
import { dataPlanFor, recoveryPoint, storyPoints } from '../__testUtils__/points';
import { renderPage } from '../__testUtils__/renderPage';
import { factoryTelemetry } from '../__testUtils__/story';
import { PenstockRoot } from '../parts/PenstockRoot';
import { ClonePoint } from './ClonePoint';

const [good] = storyPoints.filter(({ id }) => id === 'rp-good');
const [foreign] = storyPoints.filter(({ id }) => id === 'rp-foreign');

function shown(point = good, right?: OperationRight) {
  const api = new FakeDataPipelinesApi();
  api.plan = dataPlanFor;
  renderPage(
    <PenstockRoot>
      <ClonePoint point={point} among={factoryTelemetry.elements} all={factoryTelemetry.elements} rights={() => right} />
      <p>beside it</p>
    </PenstockRoot>,
    { api },
  );
}

const button = (time: string) => screen.findByRole('button', { name: new RegExp(`^Clone for a test from the point of ${time}`) });

describe('ClonePoint', () => {
  it('offers the elements that the point holds, from the point', async () => {
    shown();
    fireEvent.click(await button('08:00:00 UTC'));
    await screen.findByRole('dialog', { name: 'Clone telemetry for a test' });
    expect(screen.getAllByRole('radio').map(radio => radio.closest('label')?.textContent)).toEqual(['telemetry', 'readings-search', 'The point of 08:00:00 UTC', 'The volumes as they are now']);
  });

  it.each<[string, typeof good, OperationRight | undefined, string, RegExp]>([
    ['with the permission, where it is missing', good, { kind: 'clone', allowed: false, permission: 'data-pipelines.restore.copy' }, '08:00:00 UTC', /Missing permission: data-pipelines.restore.copy/],
    ['with the reason, where nothing can be restored from the point', foreign, undefined, '2026-11-19 14:00', /^The driver reports an error\.$/],
  ])('is refused %s', async (_, point, right, time, reason) => {
    shown(point, right);
    const refused = await button(time);
    expect(refused).toHaveAccessibleDescription(reason);
    fireEvent.click(refused);
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('is not there where the point holds no element that runs', async () => {
    shown(recoveryPoint('rp-old', '2026-11-20T08:00:00Z', { elements: ['gone'] }));
    await screen.findByText('beside it');
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });
});
