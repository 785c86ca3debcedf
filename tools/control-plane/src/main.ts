import { buildBinaries, findBinaries } from './binaries';
import { startControlPlane } from './controlPlane';
import { fetchCrds } from './crds';

const USAGE = `Usage: control-plane COMMAND

  build    build the API server, controller-manager and etcd into the cache
  crds     fetch the operators' custom resource definitions into the cache
  start    both of these where needed, then start a control plane with the
           definitions installed and print its kubeconfig; Ctrl-C ends it`;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function build(): Promise<void> {
  const binaries = findBinaries() ?? (await buildBinaries(say));
  for (const [name, file] of Object.entries(binaries)) say(`${name}: ${file}`);
}

async function crds(): Promise<void> {
  const found = await fetchCrds(say);
  say(`${found.length} custom resource definitions are in the cache.`);
}

async function start(): Promise<void> {
  const binaries = findBinaries() ?? (await buildBinaries(say));
  const definitions = await fetchCrds(say);
  say(`Starting a control plane with ${definitions.length} definitions`);
  const controlPlane = await startControlPlane({ binaries, crds: definitions });
  say(`Ready at ${controlPlane.server}`);
  say(`Kubeconfig: ${controlPlane.kubeconfigPath}`);
  say(
    `Run the product on it: npm start -- --kubeconfig ${controlPlane.kubeconfigPath}`,
  );
  say('Ctrl-C ends it.');
  const stop = async () => {
    say('Stopping');
    await controlPlane.stop();
    process.exit(0);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

const COMMANDS: Record<string, () => Promise<void>> = { build, crds, start };

async function main(): Promise<void> {
  const command = COMMANDS[process.argv[2] ?? ''];
  if (!command) {
    say(USAGE);
    process.exitCode = 2;
    return;
  }
  await command();
}

main().catch(error => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
