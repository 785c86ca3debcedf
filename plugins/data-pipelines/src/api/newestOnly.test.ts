import fc from 'fast-check';
import { newestOnly, type Answered } from './newestOnly';

describe('newestOnly', () => {
  it('tells the answer to the last question last, whatever order the answers come in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }), async (scheduler, fails) => {
        const told: Answered<number, string>[] = [];
        const asked = newestOnly<number, string>(
          scheduler.scheduleFunction(async question => {
            if (fails[question]) throw new Error(`no ${question}`);
            return `answer ${question}`;
          }),
          answered => told.push(answered),
        );
        const questions = fails.map((_fail, question) => scheduler.schedule(Promise.resolve(question)).then(() => asked.ask(question)));
        await scheduler.waitFor(Promise.all(questions));
        await scheduler.waitIdle();
        const asking = told.filter(({ state }) => state === 'asking').map(({ question }) => question);
        const newest = asking[asking.length - 1];
        const last = told[told.length - 1];
        expect(asking).toHaveLength(fails.length);
        expect(last).toMatchObject({ state: fails[newest] ? 'failed' : 'answered', question: newest });
        // Nothing is told of a question after a newer one was asked.
        told.forEach(({ question }, at) => {
          const askedSoFar = told.slice(0, at + 1).filter(({ state }) => state === 'asking');
          expect(question).toBe(askedSoFar[askedSoFar.length - 1].question);
        });
      }),
    );
  });

  it('ends what it no longer waits for', () => {
    const signals: AbortSignal[] = [];
    const asked = newestOnly<number, void>(
      (_question, signal) => {
        signals.push(signal);
        return new Promise(() => {});
      },
      () => {},
    );
    asked.ask(1);
    asked.ask(2);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    asked.stop();
    expect(signals[1].aborted).toBe(true);
  });
});
