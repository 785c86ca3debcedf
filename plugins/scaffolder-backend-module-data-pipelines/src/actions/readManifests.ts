import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import { isManifest, type KubernetesManifest } from '@penstock/backstage-plugin-data-pipelines-common';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';

const MANIFEST_FILE = /\.(ya?ml|json)$/;

/** Reads all Kubernetes objects of one YAML text; empty documents are passed over. */
function manifestsOf(text: string, file: string): KubernetesManifest[] {
  const faults: string[] = [];
  const manifests: KubernetesManifest[] = [];
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return [];
  for (const document of documents) {
    if (document.errors.length > 0) {
      faults.push(`${file}: ${document.errors[0].message.split('\n')[0]}`);
      continue;
    }
    let value: unknown;
    try {
      value = document.toJS({ maxAliasCount: 100 });
    } catch (error) {
      faults.push(`${file}: its aliases cannot be followed (${error instanceof Error ? error.message : String(error)})`);
      continue;
    }
    if (value === null || value === undefined) continue;
    if (isManifest(value)) manifests.push(value);
    else faults.push(`${file}: a document has no apiVersion, kind or metadata.name`);
  }
  if (faults.length > 0) {
    throw new InputError(`The manifests cannot be read: ${faults.join('; ')}. Correct the skeleton of the template.`);
  }
  return manifests;
}

/**
 * Reads the Kubernetes objects of a file, or of all YAML and JSON files of a
 * folder in the order of their names.
 *
 * @param workspace the task's own folder; nothing outside it is read
 * @param relative path below the workspace
 * @throws NotFoundError when nothing is there, InputError for what is no manifest
 */
export async function readManifests(workspace: string, relative: string): Promise<KubernetesManifest[]> {
  const target = resolveSafeChildPath(workspace, relative);
  const files = await readdir(target).then(
    names => names.filter(name => MANIFEST_FILE.test(name)).sort().map(name => path.join(target, name)),
    () => [target],
  );
  const manifests: KubernetesManifest[] = [];
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => {
      throw new NotFoundError(`There is no file or folder "${relative}" in the workspace: give "path" the place that the step before wrote to.`);
    });
    manifests.push(...manifestsOf(text, path.relative(workspace, file)));
  }
  if (manifests.length === 0) {
    throw new InputError(`"${relative}" holds no manifest: give "path" the place that the step before wrote to.`);
  }
  return manifests;
}
