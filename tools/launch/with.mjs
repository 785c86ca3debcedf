#!/usr/bin/env node
import { environment, provideNode } from './node.mjs';
import { installPackages } from './packages.mjs';
import { checkSpace } from './prerequisites.mjs';
import { run } from './run.mjs';
import { Remedy, door } from './say.mjs';

/**
 * Runs one command with the Node and Yarn of this repository, after installing
 * what is missing: `node tools/launch/with.mjs yarn tsc`.
 */
await door(async () => {
  const command = process.argv.slice(2);
  if (command.length === 0) throw new Remedy('Usage: node tools/launch/with.mjs COMMAND [ARGUMENT …]');
  checkSpace();
  const env = environment(await provideNode());
  await installPackages(env);
  process.exitCode = await run(command, { env });
});
