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

function bodyOf(error: Error, statusCode: number, request: Request): ErrorBody {
  const advice = readAdvice(error) ?? (statusCode === 400 || statusCode === 413 ? INPUT_ADVICE : undefined);
  return {
    error: {
      name: error.name,
      message: error.message,
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
