import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import nunjucks from 'nunjucks';

/** One rendered file of a skeleton. */
export interface RenderedFile {
  /** Relative to the skeleton's folder. */
  path: string;
  content: string;
}

/**
 * Renders a template's skeleton as the scaffolder's `fetch:template` does
 * (nunjucks with `${{ }}` for values, no escaping), for tests: the acceptance
 * suite sends the result to a real API server.
 *
 * @param folder the skeleton's folder
 * @param values what the form sends
 */
export async function renderSkeleton(
  folder: string,
  values: Record<string, unknown>,
): Promise<RenderedFile[]> {
  const environment = new nunjucks.Environment(undefined, {
    autoescape: false,
    tags: { variableStart: '${{', variableEnd: '}}' },
  });
  environment.addFilter('dump', (value: unknown) => JSON.stringify(value));
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name))
    .sort();
  return Promise.all(
    files.map(async file => ({
      path: path.relative(folder, file),
      content: environment.renderString(await readFile(file, 'utf8'), {
        values,
      }),
    })),
  );
}
