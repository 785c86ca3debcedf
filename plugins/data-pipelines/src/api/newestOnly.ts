/** What became of a question. */
export type Answered<Q, A> =
  | { state: 'asking'; question: Q }
  | { state: 'answered'; question: Q; answer: A }
  | { state: 'failed'; question: Q; error: Error };

/** Asks one question at a time; see {@link newestOnly}. */
export interface NewestOnly<Q> {
  /** Asks; the answer to any older question is forgotten. */
  ask(question: Q): void;
  /** Forgets every question. */
  stop(): void;
}

/**
 * Lets only the answer to the newest question through, in whatever order the
 * answers come; older requests are ended.
 */
export function newestOnly<Q, A>(
  answer: (question: Q, signal: AbortSignal) => Promise<A>,
  tell: (answered: Answered<Q, A>) => void,
): NewestOnly<Q> {
  let current: AbortController | undefined;
  const stop = () => {
    current?.abort();
    current = undefined;
  };
  return {
    stop,
    ask(question) {
      stop();
      const mine = new AbortController();
      current = mine;
      const tellMine = (answered: Answered<Q, A>) => {
        if (current === mine) tell(answered);
      };
      tellMine({ state: 'asking', question });
      answer(question, mine.signal).then(
        given => tellMine({ state: 'answered', question, answer: given }),
        thrown => tellMine({ state: 'failed', question, error: thrown instanceof Error ? thrown : new Error(String(thrown)) }),
      );
    },
  };
}
