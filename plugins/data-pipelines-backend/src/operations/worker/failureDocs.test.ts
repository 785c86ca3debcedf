import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAILURE_CODES } from './failureCodes';

const source = join(__dirname, '../..');
const page = readFileSync(join(source, '../../../docs/failure-codes.md'), 'utf8');

function rowsOf(heading: string): string[] {
  const section = page.split(/^## /m).find(part => part.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^\| `([A-Z_]+)` \| [^|]+ \| [^|]+ \|$/gm)].map(([, code]) => code);
}

/** Codes with which observers of the rooms end a step as failed. */
function observedCodes(): string[] {
  const files = ['engines', 'drivers'].flatMap(room =>
    readdirSync(join(source, room), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts') && !/\.test\.ts$|__testUtils__/.test(name))
      .map(name => readFileSync(join(source, room, name), 'utf8')),
  );
  return [...new Set(files.flatMap(text => [...text.matchAll(/state: 'failed',\s+code: '([A-Z_]+)'/g)].map(([, code]) => code)))];
}

describe('docs/failure-codes.md', () => {
  it('has a row for each code of the executor, in its order', () => {
    expect(rowsOf('Found by Penstock itself')).toEqual([...FAILURE_CODES]);
  });

  it('has a row for each code of an observer, and no other', () => {
    const own = new Set<string>(FAILURE_CODES);
    const observed = observedCodes();
    expect(observed.length).toBeGreaterThan(20);
    expect(rowsOf('Seen in the cluster').sort()).toEqual(observed.filter(code => !own.has(code)).sort());
  });
});
