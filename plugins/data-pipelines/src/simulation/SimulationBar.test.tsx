import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe } from 'jest-axe';
import { FakeDataPipelinesApi } from '../__testUtils__/FakeDataPipelinesApi';
import { FakeSimulation, FAULT_KINDS, NO_SIMULATION } from '../__testUtils__/FakeSimulation';
import { renderPage } from '../__testUtils__/renderPage';
import { SimulatedBanner } from '../pages/PageBanners';
import { PenstockRoot } from '../parts/PenstockRoot';
import type { SimulationControls } from '../api/simulationControlsApiRef';

function banner(controls: SimulationControls, permitted = true) {
  const api = new FakeDataPipelinesApi();
  const { container } = renderPage(
    <PenstockRoot>
      <SimulatedBanner />
    </PenstockRoot>,
    { api, controls, permitted },
  );
  return { api, container };
}

describe('the switches in the banner', () => {
  it('damage an element by two presses, show the fault, and heal it', async () => {
    const simulation = new FakeSimulation(FAULT_KINDS);
    const { container } = banner(simulation);
    await userEvent.click(await screen.findByRole('button', { name: 'Break something' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: /^Data corrupted/ }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'readings-search · prod-north' }));
    await waitFor(() => expect(simulation.ordered).toEqual([{ fault: 'corrupt', cluster: 'prod-north', parameters: { namespace: 'factory-telemetry', element: 'readings-search' } }]));
    expect(await screen.findByText('1 fault in force: Data corrupted in prod-north')).toBeVisible();
    await waitFor(() => expect(screen.queryByRole('menu')).not.toBeInTheDocument());
    expect(await axe(container)).toHaveNoViolations();
    await userEvent.click(screen.getByRole('button', { name: 'Heal all' }));
    await waitFor(() => expect(screen.queryByText(/in force: /)).not.toBeInTheDocument());
    await userEvent.click(screen.getByRole('button', { name: 'Reset' }));
    await waitFor(() => expect(simulation.asked).toEqual(['heal', 'reset']));
  });

  it('ask for the numbers of a fault, and pass on why it was refused', async () => {
    const simulation = new FakeSimulation(FAULT_KINDS);
    simulation.failure = new Error('"delayMs" must be a number.');
    banner(simulation);
    await userEvent.click(await screen.findByRole('button', { name: 'Break something' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: /^API slow/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Break something: API slow' });
    const wait = within(dialog).getByRole('textbox', { name: 'Wait in milliseconds' });
    expect(wait).toHaveValue('500');
    await userEvent.clear(wait);
    await userEvent.type(wait, '0');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Order the fault' }));
    expect(simulation.ordered).toEqual([]);
    await userEvent.clear(wait);
    await userEvent.type(wait, '250');
    await userEvent.selectOptions(await within(dialog).findByRole('combobox', { name: 'Cluster' }), 'prod-south');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Order the fault' }));
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('"delayMs" must be a number.');
    expect(simulation.ordered).toEqual([{ fault: 'slow', cluster: 'prod-south', parameters: { delayMs: 250 } }]);
  });

  it('stay visible with the permission where it is missing', async () => {
    const simulation = new FakeSimulation(FAULT_KINDS);
    banner(simulation, false);
    const reset = await screen.findByRole('button', { name: 'Reset' });
    await waitFor(() => expect(reset).toHaveAccessibleDescription(/Missing permission: simulation.control/), { timeout: 15_000 });
    await userEvent.click(reset);
    await userEvent.click(screen.getByRole('button', { name: 'Break something' }));
    expect(screen.queryByRole('menu')).not.toBeInTheDocument();
    expect(simulation.asked).toEqual([]);
  });

  it('are not there where there is no simulation to switch', async () => {
    banner(NO_SIMULATION);
    expect(await screen.findByText(/^Simulated clusters:/)).toBeVisible();
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });
});
