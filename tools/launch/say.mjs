/**
 * A failure that the reader can do something about: printed as one sentence,
 * without a stack.
 */
export class Remedy extends Error {
  name = 'Remedy';
}

const started = Date.now();

/** Prints which step begins, with the seconds since the start. */
export function step(text) {
  const seconds = ((Date.now() - started) / 1000).toFixed(0).padStart(4);
  process.stdout.write(`${seconds} s  ${text}\n`);
}

/** Prints a line that belongs to the step above. */
export function detail(text) {
  process.stdout.write(`        ${text}\n`);
}

/** Runs a door and turns what it throws into words and an exit code. */
export async function door(main) {
  try {
    await main();
  } catch (error) {
    if (error instanceof Remedy) process.stderr.write(`\n${error.message}\n`);
    else process.stderr.write(`\n${error?.stack ?? error}\n`);
    process.exitCode = 1;
  }
}
