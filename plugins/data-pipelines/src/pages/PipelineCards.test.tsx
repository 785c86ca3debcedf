import { screen, within } from '@testing-library/react';
import { axe } from 'jest-axe';
import { FakeDataPipelinesApi } from '../__testUtils__/FakeDataPipelinesApi';
import { renderPage } from '../__testUtils__/renderPage';
import { PipelinesPage } from './PipelinesPage';

describe('the pipelines page with little room', () => {
  const wide = window.innerWidth;
  beforeEach(() => {
    window.innerWidth = 390;
  });
  afterEach(() => {
    window.innerWidth = wide;
  });

  it('shows the facts of the table as cards, under headings in order', async () => {
    const { container } = renderPage(<PipelinesPage />, { api: new FakeDataPipelinesApi() });
    const list = await screen.findByRole('list', { name: 'Pipelines, worst first' });
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
    const [first] = within(list).getAllByRole('listitem');
    for (const text of ['factory-telemetry', 'Critical', '4 min 05 s', 'full in 9 h']) {
      expect(within(first).getByText(text)).toBeVisible();
    }
    expect(within(first).getByRole('heading', { level: 2, name: 'factory-telemetry' })).toBeVisible();
    expect(within(first).getByRole('link', { name: 'Show volumes' })).toBeVisible();
    expect(await axe(container)).toHaveNoViolations();
  });
});
