import { contrast } from '../__testUtils__/contrast';
import { darkTokens, lightTokens, type Tone } from './tokens';

const TONES: Tone[] = ['ok', 'warn', 'crit', 'info', 'neut'];

describe('contrast', () => {
  it('is 21 for black on white and 1 for a colour on itself', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#1f5493', '#1f5493')).toBe(1);
  });
});

describe.each([
  ['light', lightTokens],
  ['dark', darkTokens],
])('tokens, %s', (_mode, tokens) => {
  const surfaces = [tokens.page, tokens.surface, tokens.subtle, tokens.selected];

  it.each(TONES)('text of tone %s is readable on its fill and on the surfaces it stands on', tone => {
    const { fg, bg } = tokens.tone[tone];
    expect(contrast(fg, bg)).toBeGreaterThanOrEqual(4.5);
    for (const surface of surfaces) expect(contrast(fg, surface)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(TONES)('mark of tone %s is visible on every surface and on its own fill', tone => {
    const { mark, bg } = tokens.tone[tone];
    for (const surface of [...surfaces, bg]) expect(contrast(mark, surface)).toBeGreaterThanOrEqual(3);
  });

  it('body, secondary and link text are readable on every surface', () => {
    for (const surface of [...surfaces, tokens.hover]) {
      for (const text of [tokens.fg, tokens.fg2, tokens.accent]) expect(contrast(text, surface)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('text on accent is readable, focus ring and control borders are visible', () => {
    expect(contrast(tokens.onAccent, tokens.accent)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tokens.onAccent, tokens.accentHover)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tokens.onDanger, tokens.danger)).toBeGreaterThanOrEqual(4.5);
    for (const surface of [tokens.page, tokens.surface]) {
      expect(contrast(tokens.danger, surface)).toBeGreaterThanOrEqual(3);
      expect(contrast(tokens.ring, surface)).toBeGreaterThanOrEqual(3);
      expect(contrast(tokens.lineStrong, surface)).toBeGreaterThanOrEqual(3);
    }
  });
});
