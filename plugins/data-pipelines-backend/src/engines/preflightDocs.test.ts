import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENGINE_CHECKS } from './shared/preflightCodes';

const page = readFileSync(join(__dirname, '../../../../docs/preflight.md'), 'utf8');

/** Rows of the section "Engines"; the other sections have codes of other rooms. */
function rowsOf(text: string): [string, string][] {
  const section = text.split(/^## /m).find(part => part.startsWith('Engines\n')) ?? '';
  return [...section.matchAll(/^\| `([A-Z_]+)` \| (.+) \|$/gm)].map(([, code, meaning]) => [code, meaning]);
}

describe('docs/preflight.md, Engines', () => {
  it('has exactly one row per code, with its meaning', () => {
    expect(rowsOf(page)).toEqual(Object.values(ENGINE_CHECKS).map(({ code, meaning }) => [code, meaning]));
  });
});
