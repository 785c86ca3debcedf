import { FlagError, readFlags } from './flags';
import type { Sandbox } from './RunningSandbox';
import { startSandbox } from './sandbox';

/** What went wrong at the start, in one sentence with the remedy. */
function explain(error: unknown): string {
  if (error instanceof FlagError) {
    return error.message;
  }
  if (error instanceof Error && 'code' in error) {
    if (error.code === 'EADDRINUSE' && 'port' in error) {
      return `Port ${String(
        error.port,
      )} on 127.0.0.1 is taken; stop the program that uses it or choose another port with --control-port, --prod-north-port or --prod-south-port.`;
    }
    if (error.code === 'ENOSPC') {
      return 'The disk is full; free some space or choose another folder with --state.';
    }
    if (error.code === 'EACCES' || error.code === 'EPERM') {
      return `The state folder cannot be used (${error.message}); choose another one with --state.`;
    }
  }
  return `The sandbox could not start: ${
    error instanceof Error ? error.message : String(error)
  }`;
}

async function main(): Promise<void> {
  const options = readFlags(process.argv.slice(2), process.env);
  const sandbox: Sandbox = await startSandbox({
    ...options,
    log: line => process.stderr.write(`${line}\n`),
  });
  let stopping = false;
  const stop = () => {
    if (stopping) {
      return;
    }
    stopping = true;
    sandbox.stop().then(
      () => process.exit(0),
      error => {
        process.stderr.write(`${explain(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.stdout.write(
    `${JSON.stringify({
      ready: true,
      simulated: true,
      kubeconfig: sandbox.kubeconfig,
      control: sandbox.control,
      seed: sandbox.seed,
    })}\n`,
  );
}

main().catch(error => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
