import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CSI_CODES } from '../../../drivers/csi/codes';
import { PREFLIGHT_CODES } from './codes';

const page = readFileSync(join(__dirname, '../../../../../../docs/preflight.md'), 'utf8');

const rowsOf = (heading: string) => {
  const section = page.split(/^## /m).find(part => part.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^\| `([A-Z_]+)` \| (.+) \|$/gm)].map(([, code, meaning]) => [code, meaning]);
};

describe('docs/preflight.md', () => {
  it.each([
    ['All operations', PREFLIGHT_CODES],
    ['Snapshots of Kubernetes (CSI)', CSI_CODES],
  ])('%s: has exactly one row per code, with its meaning', (heading, codes) => {
    expect(rowsOf(heading)).toEqual(Object.values(codes).map(({ code, meaning }) => [code, meaning]));
  });
});
