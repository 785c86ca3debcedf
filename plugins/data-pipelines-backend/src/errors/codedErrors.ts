import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import type { ErrorCode } from '@penstock/backstage-plugin-data-pipelines-common';

/** What an error answer carries besides its message. */
export interface ErrorAdvice {
  /** Stable word; `docs/errors.md` has a line for each. */
  code: ErrorCode;
  /** Why it failed, in one sentence. */
  reason?: string;
  /** What to do about it, in one sentence. */
  remedy?: string;
  /** Everything that is wrong, where it is more than one thing. */
  problems?: readonly ErrorProblem[];
}

/** One of several things that are wrong. */
export interface ErrorProblem {
  code: ErrorCode;
  sentence: string;
  remedy: string;
  /** Of the object that is to blame. */
  kind?: string;
  name?: string;
  /** The field, where one is to blame. */
  path?: string;
}

/** An error that says its code, its reason and its remedy. */
export interface CodedError extends Error {
  readonly advice: ErrorAdvice;
}

/** 400: what the caller sent cannot be used. */
export class RefusedInputError extends InputError implements CodedError {
  constructor(message: string, readonly advice: ErrorAdvice) {
    super(message);
  }
}

/** 403: the caller, or the configuration, does not allow it. */
export class RefusedAccessError extends NotAllowedError implements CodedError {
  constructor(message: string, readonly advice: ErrorAdvice) {
    super(message);
  }
}

/** 404: there is no such thing, or none that the caller may know of. */
export class UnknownNameError extends NotFoundError implements CodedError {
  constructor(message: string, readonly advice: ErrorAdvice) {
    super(message);
  }
}

/** 409: it contradicts what is there already. */
export class ContradictionError extends ConflictError implements CodedError {
  constructor(message: string, readonly advice: ErrorAdvice) {
    super(message);
  }
}

/** 503: a cluster that is needed does not answer. */
export class UnavailableError extends ServiceUnavailableError implements CodedError {
  constructor(message: string, readonly advice: ErrorAdvice) {
    super(message);
  }
}
