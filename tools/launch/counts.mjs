/** How the test equipment names a test that only says what could not be run. */
const LEFT_OUT = /^left out: /;

/**
 * What a suite came to. What was left out counts neither as passed nor as
 * failed; what was skipped, marked to do or never ran counts as failed.
 *
 * @typedef {{ passed: number, failed: number, leftOut: string[] }} Counts
 */

/**
 * @param {{ numFailedTests: number, numRuntimeErrorTestSuites: number, numPendingTests: number, numTodoTests: number,
 *   testResults: { assertionResults: { status: string, title: string }[] }[] }} report of jest's `--json`
 * @param {number} code exit code of jest
 * @returns {Counts}
 */
export function countsOfJest(report, code) {
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const leftOut = tests.filter(({ status, title }) => status === 'passed' && LEFT_OUT.test(title)).map(({ title }) => title);
  const passed = tests.filter(({ status }) => status === 'passed').length - leftOut.length;
  // A file that does not even load has no tests to count, but it failed.
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites + report.numPendingTests + report.numTodoTests;
  return settled({ passed, failed, leftOut }, code);
}

/**
 * @param {string} tap report of Node's test runner
 * @param {number} code its exit code
 * @returns {Counts}
 */
export function countsOfTap(tap, code) {
  const count = word => Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0);
  const leftOut = [...tap.matchAll(/^\s*ok \d+ - (left out: .*)$/gm)].map(match => match[1]);
  const failed = count('fail') + count('cancelled') + count('skipped') + count('todo');
  return settled({ passed: count('pass') - leftOut.length, failed, leftOut }, code);
}

/** A run that failed, or in which nothing ran at all, is never green. */
function settled(counts, code) {
  const nothing = counts.passed + counts.failed + counts.leftOut.length === 0;
  return counts.failed === 0 && (code !== 0 || nothing) ? { ...counts, failed: 1 } : counts;
}
