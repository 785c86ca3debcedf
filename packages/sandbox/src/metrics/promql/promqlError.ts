/** Why a query has no answer, in the words of Prometheus' HTTP API. */
export class PromqlError extends Error {
  /**
   * @param errorType - `bad_data` (400) for what is not PromQL; `execution`
   * (422) for what fails while it is evaluated or is outside the sandbox's subset
   */
  constructor(readonly errorType: 'bad_data' | 'execution', message: string) {
    super(message);
    this.name = 'PromqlError';
  }

  get status(): 400 | 422 {
    return this.errorType === 'bad_data' ? 400 : 422;
  }
}

/** For a construct that Prometheus knows and the sandbox does not. */
export function outsideSubset(construct: string): PromqlError {
  return new PromqlError(
    'execution',
    `The sandbox evaluates a subset of PromQL, and ${construct} is not in it; ask a real Prometheus.`,
  );
}
