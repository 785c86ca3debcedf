import { screen } from '@testing-library/react';
import type { StatusWord } from '@penstock/backstage-plugin-data-pipelines-common';
import { axe } from 'jest-axe';
import { FakeDataPipelinesApi } from '../__testUtils__/FakeDataPipelinesApi';
import { renderPage } from '../__testUtils__/renderPage';
import { PenstockRoot } from './PenstockRoot';
import { lookOf, Status, STATUS_LOOKS } from './Status';

const WORDS: [StatusWord, string][] = [
  ['Healthy', 'Healthy'],
  ['Warning', 'Warning'],
  ['Critical', 'Critical'],
  ['Progressing', 'Progressing'],
  ['Paused', 'Paused'],
  ['Stale', 'Stale'],
  ['Unknown', 'Unknown'],
  ['NotMeasured', 'Not measured'],
];

describe('Status', () => {
  it.each(WORDS)('%s is said in a visible word, with whose status it is for those who hear it', async (word, text) => {
    const { container } = renderPage(
      <PenstockRoot>
        <Status word={word} context="orders" />
      </PenstockRoot>,
      { api: new FakeDataPipelinesApi() },
    );
    const visible = await screen.findByText(text);
    expect(visible).toBeVisible();
    expect(visible.closest('[aria-hidden="true"]')).toBeNull();
    expect(visible.parentElement).toHaveTextContent(`${text}, orders`);
    const icons = [...(visible.parentElement?.querySelectorAll('svg') ?? [])];
    expect(icons).toHaveLength(1);
    expect(icons[0]).toHaveAttribute('aria-hidden', 'true');
    expect(await axe(container)).toHaveNoViolations();
  });

  it('has a shape of its own for every word', () => {
    const icons = Object.values(STATUS_LOOKS).map(({ Icon }) => Icon);
    expect(new Set(icons).size).toBe(icons.length);
  });

  it('takes a word that it does not know for Unknown', () => {
    const fromNewerBackend: string = 'Quarantined';
    const words: StatusWord[] = JSON.parse(JSON.stringify([fromNewerBackend]));
    expect(lookOf(words[0]).word).toBe('Unknown');
    expect(lookOf('Healthy').word).toBe('Healthy');
  });
});
