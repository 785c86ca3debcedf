import { ERROR_CODES, type ErrorCode } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ErrorAdvice } from './codedErrors';

function isErrorCode(value: unknown): value is ErrorCode {
  return ERROR_CODES.some(code => code === value);
}

function textOrUndefined(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * The code, reason and remedy of an error, whether it is one of this folder's
 * classes or carries the same words as plain fields (`code`, `reason`,
 * `remedy`).
 *
 * @returns undefined when the error has no code of the catalogue
 */
export function readAdvice(error: unknown): ErrorAdvice | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const source = 'advice' in error && typeof error.advice === 'object' && error.advice !== null ? error.advice : error;
  const code = 'code' in source ? source.code : undefined;
  if (!isErrorCode(code)) return undefined;
  return {
    code,
    reason: textOrUndefined('reason' in source ? source.reason : undefined),
    remedy: textOrUndefined('remedy' in source ? source.remedy : undefined),
  };
}
