import {
  isManifest,
  type KubernetesManifest,
} from '@penstock/backstage-plugin-data-pipelines-common';
import { repositoryRoot } from 'control-plane';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { renderSkeleton } from './renderSkeleton';

const FOLDER = path.join(repositoryRoot(), 'templates');

/** The names of all templates that make elements: the folders below `templates/` with a skeleton. */
export function templateNames(): string[] {
  return readdirSync(FOLDER, { withFileTypes: true })
    .filter(
      entry =>
        entry.isDirectory() &&
        existsSync(path.join(FOLDER, entry.name, 'skeleton')),
    )
    .map(entry => entry.name)
    .sort();
}

/** The text of a template's `template.yaml`. */
export function templateText(template: string): string {
  return readFileSync(path.join(FOLDER, template, 'template.yaml'), 'utf8');
}

/** One parameter set of a template: what its form would send. */
export interface TemplateExample {
  template: string;
  /** File name without its ending. */
  name: string;
  values: Record<string, unknown>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * All parameter sets of all templates.
 *
 * @throws Error for a template without any, or a set that is none
 */
export function templateExamples(): TemplateExample[] {
  return templateNames().flatMap(template => {
    const folder = path.join(FOLDER, template, 'examples');
    const files = readdirSync(folder).filter(file => file.endsWith('.yaml'));
    if (files.length === 0)
      throw new Error(`templates/${template} has no examples`);
    return files.sort().map(file => {
      const values: unknown = parse(
        readFileSync(path.join(folder, file), 'utf8'),
      );
      if (!isRecord(values))
        throw new Error(
          `templates/${template}/examples/${file} is no parameter set`,
        );
      return { template, name: path.basename(file, '.yaml'), values };
    });
  });
}

/** The objects that a template writes below `manifests/` for one parameter set. */
export async function manifestsOf({
  template,
  values,
}: TemplateExample): Promise<KubernetesManifest[]> {
  const files = await renderSkeleton(
    path.join(FOLDER, template, 'skeleton'),
    values,
  );
  return files
    .filter(file => file.path.startsWith(`manifests${path.sep}`))
    .flatMap(file => {
      const documents = parseAllDocuments(file.content);
      if (!Array.isArray(documents)) return [];
      return documents.flatMap(document => {
        if (document.errors.length > 0)
          throw new Error(
            `${template}/${file.path}: ${document.errors[0].message}`,
          );
        const value: unknown = document.toJS();
        if (value === null) return [];
        if (!isManifest(value))
          throw new Error(
            `${template}/${file.path}: a document is no manifest`,
          );
        return [value];
      });
    });
}
