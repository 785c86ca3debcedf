import type { JsonObject, JsonValue } from '@backstage/types';
import type { SourceChange } from '@penstock/backstage-plugin-data-pipelines-common';
import type { FieldChange } from '@penstock/backstage-plugin-data-pipelines-node';
import { stringify } from 'yaml';
import type { ChangedObject } from './changedObjects';
import { jsonPointer } from './kubectl';

function said(value: JsonValue | undefined): string | undefined {
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
}

function stepText(step: string | number): string {
  if (typeof step === 'number') return `[${step}]`;
  return /[.[\]]/.test(step) ? `["${step}"]` : `.${step}`;
}

/** `spec.config["node.roles"][0]`: unlike what people are shown, it can be read back. */
function fieldOf(path: FieldChange['path']): string {
  return path.map(stepText).join('').replace(/^\./, '');
}

/** The operations of a JSON patch; of what is not there yet, the parents come with the operator's schema. */
function operationOf({ path, from, to }: FieldChange): JsonObject {
  if (to === undefined) return { op: 'remove', path: jsonPointer(path) };
  return { op: from === undefined ? 'add' : 'replace', path: jsonPointer(path), value: to };
}

/** The entry of a kustomization, as kustomize and a Kustomization of Flux take it. */
function kustomizePatch({ key, changes }: ChangedObject): string {
  const [group, version] = key.apiVersion.includes('/') ? key.apiVersion.split('/') : ['', key.apiVersion];
  const { kind, name, namespace } = key;
  const target = { ...(group === '' ? {} : { group }), version, kind, name, ...(namespace === undefined ? {} : { namespace }) };
  return stringify({ patches: [{ target, patch: stringify(changes.map(operationOf)) }] });
}

/**
 * What a lasting change is in the source of its object: the fields with both
 * values, and a patch to be copied. Pure.
 */
export function sourceChangeOf(changed: ChangedObject, tool: string): SourceChange {
  const { key, changes } = changed;
  return {
    tool,
    object: key,
    fields: changes.map(({ path, from, to }) => {
      const [before, after] = [said(from), said(to)];
      return { field: fieldOf(path), ...(before === undefined ? {} : { from: before }), ...(after === undefined ? {} : { to: after }) };
    }),
    patch: kustomizePatch(changed),
  };
}
