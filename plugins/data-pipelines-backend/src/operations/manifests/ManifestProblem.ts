import type { ErrorCode } from '@penstock/backstage-plugin-data-pipelines-common';
import { ContradictionError, RefusedInputError, type ErrorAdvice, type ErrorProblem } from '../../errors';

/** One thing that is wrong with the manifests, found before anything was written. */
export type ManifestProblem = ErrorProblem;

const CONTRADICTIONS: readonly ErrorCode[] = ['FIELD_CONFLICT', 'ELEMENT_EXISTS', 'OPERATOR_MISSING'];

/**
 * One error for all problems of a request: it carries the code of the first,
 * and the sentences of all. 409 when what is there already stands against it,
 * else 400.
 */
export function problemsError(problems: readonly [ManifestProblem, ...ManifestProblem[]]): Error {
  const [first] = problems;
  const advice: ErrorAdvice = {
    code: first.code,
    reason: problems.map(problem => `${problem.sentence}.`).join(' '),
    remedy: [...new Set(problems.map(problem => `${capital(problem.remedy)}.`))].join(' '),
    problems,
  };
  const message = `Nothing was written: ${problems
    .map(problem => `${problem.sentence}; ${problem.remedy}`)
    .join('. ')}`;
  return CONTRADICTIONS.includes(first.code)
    ? new ContradictionError(message, advice)
    : new RefusedInputError(message, advice);
}

/** Whether there is at least one problem, for the type checker too. */
export function someProblem(problems: readonly ManifestProblem[]): problems is [ManifestProblem, ...ManifestProblem[]] {
  return problems.length > 0;
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
