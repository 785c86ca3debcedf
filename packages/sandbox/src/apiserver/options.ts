import type { Writer } from './fields/managedFields';
import type { ResourceRequest } from './Room';
import { invalidOptions } from './status';

/** How unknown fields are met. */
export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

/** Options every write has. */
export interface WriteOptions {
  dryRun: boolean;
  fieldValidation: FieldValidation;
  writer: Writer;
}

/**
 * Reads dryRun, fieldValidation and fieldManager.
 *
 * @throws ApiError 422 for values the API server refuses.
 */
export function writeOptions(
  request: ResourceRequest,
  optionsKind: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions',
): WriteOptions {
  const { query } = request;
  return {
    dryRun: dryRunOf(query.getAll('dryRun'), optionsKind),
    fieldValidation: fieldValidationOf(
      query.get('fieldValidation'),
      optionsKind,
    ),
    writer: {
      manager:
        query.get('fieldManager') ?? managerOfAgent(request.userAgent),
      operation: 'Update',
      subresource: request.subresource,
    },
  };
}

/** Whether the request only tries; anything but `All` is refused. */
export function dryRunOf(values: string[], optionsKind: string): boolean {
  const given = values.filter(value => value !== '');
  const wrong = given.filter(value => value !== 'All');
  if (wrong.length > 0) {
    throw invalidOptions(optionsKind, [
      {
        reason: 'FieldValueNotSupported',
        message: `Unsupported value: ${JSON.stringify(
          given,
        )}: supported values: "All"`,
        field: 'dryRun',
      },
    ]);
  }
  return given.length > 0;
}

function fieldValidationOf(
  value: string | null,
  optionsKind: string,
): FieldValidation {
  switch (value) {
    case 'Strict':
    case 'Ignore':
      return value;
    case 'Warn':
    case '':
    case null:
      return 'Warn';
    default:
      throw invalidOptions(optionsKind, [
        {
          reason: 'FieldValueNotSupported',
          message: `Unsupported value: ${JSON.stringify(
            value,
          )}: supported values: "", "Ignore", "Strict", "Warn"`,
          field: 'fieldValidation',
        },
      ]);
  }
}

function managerOfAgent(agent: string): string {
  const name = agent.split('/')[0]?.trim() ?? '';
  return name === '' ? 'unknown' : name.slice(0, 128);
}
