import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The golden file of the product's query catalogue: key, tab, query. */
export function catalogue(): [string, string][] {
  const backend = dirname(
    require.resolve(
      '@penstock/backstage-plugin-data-pipelines-backend/package.json',
    ),
  );
  const lines = readFileSync(
    join(backend, 'src', 'metrics', 'queries.golden.txt'),
    'utf8',
  ).split('\n');
  return lines
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => {
      const [key = '', query = ''] = line.split('\t');
      return [key, query];
    });
}
