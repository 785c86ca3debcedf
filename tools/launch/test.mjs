#!/usr/bin/env node
import { environment, provideNode } from './node.mjs';
import { installPackages } from './packages.mjs';
import { checkSpace } from './prerequisites.mjs';
import { run } from './run.mjs';
import { Remedy, detail, door, step } from './say.mjs';
import { SUITES } from './suites.mjs';

const HELP = `npm test                    every suite
npm test -- NAME [NAME …]   only these: ${SUITES.map(({ name }) => name).join(', ')}
yarn test [ARG …]           jest alone, as in any Backstage repository
PENSTOCK_REQUIRE_ALL=1      what is missing fails instead of being left out
`;

/** A Backstage developer's `yarn test` goes to the Backstage CLI as it is. */
const calledByYarn = (process.env.npm_config_user_agent ?? '').startsWith('yarn');

async function runSuites(names, env) {
  const wanted = names.length === 0 ? SUITES : SUITES.filter(({ name }) => names.includes(name));
  const unknown = names.filter(name => !SUITES.some(suite => suite.name === name));
  if (unknown.length > 0) throw new Remedy(`There is no suite ${unknown.join(', ')}.\n\n${HELP}`);
  const outcomes = [];
  for (const suite of wanted) {
    step(`Suite ${suite.name}`);
    const outcome = await suite.run(env);
    const whole = typeof outcome.leftOut === 'string';
    if (whole && process.env.PENSTOCK_REQUIRE_ALL === '1') {
      detail(`required, but left out: ${outcome.leftOut}`);
      outcomes.push({ name: suite.name, passed: 0, failed: 1 });
    } else {
      outcomes.push({ name: suite.name, passed: 0, failed: 0, ...outcome, leftOut: [outcome.leftOut ?? []].flat() });
    }
  }
  return outcomes;
}

function report(outcomes) {
  const total = { passed: 0, failed: 0 };
  process.stdout.write('\n');
  for (const { name, passed, failed, leftOut = [] } of outcomes) {
    total.passed += passed;
    total.failed += failed;
    process.stdout.write(`${name.padEnd(14)} ${passed} ok, ${failed} not\n`);
    for (const what of leftOut) process.stdout.write(`${''.padEnd(14)} left out: ${what.replace(/^left out: /, '')}\n`);
  }
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
  return total.failed;
}

await door(async () => {
  const args = process.argv.slice(2);
  if (args.includes('--help') && !calledByYarn) {
    process.stdout.write(HELP);
    return;
  }
  checkSpace();
  const env = environment(await provideNode());
  if (calledByYarn) {
    process.exitCode = await run(['yarn', 'backstage-cli', 'repo', 'test', ...args], { env });
    return;
  }
  await installPackages(env);
  if (report(await runSuites(args, env)) > 0) process.exitCode = 1;
});
