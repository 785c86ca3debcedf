import { ERROR_CODES, type ErrorCode } from '@penstock/backstage-plugin-data-pipelines-common';
import type { CodedError, ErrorAdvice } from './codedErrors';

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
  if (isCoded(error)) return error.advice;
  if (typeof error !== 'object' || error === null) return undefined;
  const code = 'code' in error ? error.code : undefined;
  if (!isErrorCode(code)) return undefined;
  return {
    code,
    reason: textOrUndefined('reason' in error ? error.reason : undefined),
    remedy: textOrUndefined('remedy' in error ? error.remedy : undefined),
  };
}

function isCoded(error: unknown): error is CodedError {
  if (!(error instanceof Error) || !('advice' in error)) return false;
  const { advice } = error;
  return typeof advice === 'object' && advice !== null && 'code' in advice && isErrorCode(advice.code);
}
