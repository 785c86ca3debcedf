import { randomUUID } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ErrorBody } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ErrorRequestHandler, Request } from 'express';
import { readAdvice, type ErrorAdvice } from '../errors';

const STATUS_OF_NAME: Readonly<Record<string, number>> = {
  InputError: 400,
  AuthenticationError: 401,
  NotAllowedError: 403,
  NotFoundError: 404,
  ConflictError: 409,
  NotImplementedError: 501,
  ServiceUnavailableError: 503,
};

/** Statuses by which parser and API document refuse a request. */
const INPUT_STATUSES = [400, 413, 415];

const INPUT_ADVICE: ErrorAdvice = {
  code: 'INPUT_INVALID',
  remedy: 'Compare the request with the API document at /api/data-pipelines/openapi.json.',
};

function statusOf(error: Error): number {
  const known = STATUS_OF_NAME[error.name];
  if (known !== undefined) return known;
  const stated = 'status' in error ? error.status : undefined;
  return typeof stated === 'number' && stated >= 400 && stated < 500 ? stated : 500;
}

/** What the parser or the API document says of a request, as a sentence. */
function inputAdvice(said: string): ErrorAdvice & { message: string } {
  if (/too large/.test(said)) {
    const remedy = 'Send fewer manifests at once.';
    return { ...INPUT_ADVICE, reason: 'The request entity is too large: it holds more than 1 MB.', remedy, message: 'The request entity is too large: it holds more than 1 MB; send fewer manifests at once' };
  }
  const place = said.replace(/^request\/(body|query|params)(\/?)/, (_, part: string, field: string) => `the ${part === 'params' ? 'path' : part}${field === '' ? '' : ' field '}`);
  const reason = /\bJSON\b/.test(said) ? `the body is no JSON object (${said})` : place;
  return { ...INPUT_ADVICE, reason: `${reason}.`, message: `The request cannot be used: ${reason}; compare it with the API document at /api/data-pipelines/openapi.json` };
}

function bodyOf(error: Error, statusCode: number, request: Request): ErrorBody {
  const known = readAdvice(error);
  const input = known === undefined && INPUT_STATUSES.includes(statusCode) ? inputAdvice(error.message) : undefined;
  const advice = known ?? input;
  return {
    error: {
      name: error.name,
      message: input?.message ?? error.message,
      ...(advice && { code: advice.code }),
      ...(advice?.reason && { cause: advice.reason }),
      ...(advice?.remedy && { remedy: advice.remedy }),
      ...(advice?.problems && { problems: advice.problems }),
    },
    request: { method: request.method, url: request.originalUrl },
    response: { statusCode },
  };
}

/**
 * The last step of the API: every error becomes the document's ErrorBody with
 * code, cause and remedy. An error that nobody foresaw is told as 500 with an id
 * that leads to the log line; what it said stays in the log, because it may
 * hold what the caller must not see.
 */
export function createErrorStep(logger: LoggerService): ErrorRequestHandler {
  return (raw: unknown, request, response, next) => {
    const error = raw instanceof Error ? raw : new Error(String(raw));
    if (response.headersSent) {
      next(error);
      return;
    }
    const statusCode = statusOf(error);
    if (statusCode !== 500) {
      response.status(statusCode).json(bodyOf(error, statusCode, request));
      return;
    }
    const requestId = randomUUID();
    logger.error(`Request ${requestId} (${request.method} ${request.path}) failed unexpectedly`, error);
    const hidden = Object.assign(
      new Error(
        `The request failed for a reason that Penstock did not foresee; the backend log has it under the request id ${requestId}`,
      ),
      { name: 'InternalServerError' },
    );
    const body = bodyOf(hidden, statusCode, request);
    response.status(statusCode).json({ ...body, error: { ...body.error, requestId } });
  };
}
