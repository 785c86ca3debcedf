import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HEALTH_CODES } from '../health/codes';
import { ELASTICSEARCH_CODES } from './elasticsearch/codes';
import { KAFKA_CODES } from './kafka/codes';
import { COMMON_CODES } from './shared/codes';
import { SPARK_CODES } from './spark/codes';

const page = readFileSync(join(__dirname, '../../../../docs/findings.md'), 'utf8');

/** Rows of the sections that speak of this package's code tables; the section "Pipelines" has codes of another room. */
function rowsOf(text: string): [string, string][] {
  const [tables] = text.split('## Pipelines');
  return [...tables.matchAll(/^\| `([A-Z_]+)` \| (.+) \|$/gm)].map(([, code, meaning]) => [code, meaning]);
}

describe('docs/findings.md', () => {
  it('has exactly one row per code, with its meaning', () => {
    const declared = [COMMON_CODES, KAFKA_CODES, ELASTICSEARCH_CODES, SPARK_CODES, HEALTH_CODES]
      .flatMap(table => Object.values(table))
      .map(({ code, meaning }): [string, string] => [code, meaning]);
    expect(rowsOf(page)).toEqual(declared);
  });
});
