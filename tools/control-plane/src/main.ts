import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildBinaries, buildStorageBinaries } from './binaries';
import { type ControlPlane, startControlPlane } from './controlPlane';
import { fetchCrds } from './crds';
import {
  type ScriptedControllers,
  startScriptedControllers,
} from './scriptedControllers';

const USAGE = `Usage: control-plane COMMAND

  build    build the API server, controller-manager, etcd, scheduler, CSI
           driver with its sidecars and KWOK into the cache
  crds     fetch the operators' custom resource definitions into the cache
  start    both of these where needed, then start a control plane with the
           definitions installed and print its kubeconfig; Ctrl-C ends it

  start --with-controllers [--speed N]
           also play operators, scheduler, kubelet and storage driver, so that
           what is created becomes ready; N times faster than in reality

  start --with-csi
           also run a CSI driver that keeps volumes as directories, with its
           real sidecars, snapshots and group snapshots; the scripted
           controllers then leave the storage to it, and without them a real
           scheduler and KWOK run the pods`;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function build(): Promise<void> {
  const binaries = {
    ...(await buildBinaries(say)),
    ...(await buildStorageBinaries(say)),
  };
  for (const [name, file] of Object.entries(binaries)) say(`${name}: ${file}`);
}

async function crds(): Promise<void> {
  const found = await fetchCrds(say);
  say(`${found.length} custom resource definitions are in the cache.`);
}

function readStartOptions() {
  const { values } = parseArgs({
    args: process.argv.slice(3),
    options: {
      'with-controllers': { type: 'boolean', default: false },
      'with-csi': { type: 'boolean', default: false },
      speed: { type: 'string', default: '1' },
    },
  });
  const speed = Number(values.speed);
  if (!(speed > 0)) {
    throw new Error(
      `--speed must be a number above zero, not "${values.speed}".`,
    );
  }
  return {
    withControllers: values['with-controllers'],
    withCsi: values['with-csi'],
    speed,
  };
}

/** Who plays pods beside a CSI driver, if one is wanted. */
function storageOption(options: ReturnType<typeof readStartOptions>) {
  if (!options.withCsi) return undefined;
  return options.withControllers ? 'volumes-only' : 'with-pods';
}

async function start(): Promise<void> {
  const options = readStartOptions();
  const binaries = await buildBinaries(say);
  if (options.withCsi) await buildStorageBinaries(say);
  const definitions = await fetchCrds(say);
  say(`Starting a control plane with ${definitions.length} definitions`);
  const controlPlane = await startControlPlane({
    binaries,
    crds: definitions,
    storage: storageOption(options),
  });
  let controllers: ScriptedControllers | undefined;
  const stop = async () => {
    say('Stopping');
    await controllers?.stop();
    await controlPlane.stop();
    process.exit(0);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  if (options.withControllers) {
    say('Starting the scripted controllers');
    const log = createWriteStream(
      path.join(controlPlane.folder, 'scripted-controllers.log'),
    );
    controllers = await startScriptedControllers(controlPlane, {
      speed: options.speed,
      log: line => log.write(`${line}\n`),
    });
  }
  describe(controlPlane);
}

function describe(controlPlane: ControlPlane): void {
  const { server, folder, kubeconfigPath, storage } = controlPlane;
  say(`Ready at ${server}; logs are in ${folder}`);
  say(`Kubeconfig: ${kubeconfigPath}`);
  if (storage) {
    say(`CSI driver ${storage.driver}; volumes are in ${storage.volumesDir}`);
    say(`Its faults: ${storage.faults.url}, for example`);
    say(
      `  curl -d '{"operation":"CreateSnapshot","kind":"fail","code":"UNAVAILABLE","times":3}' ${storage.faults.url}/faults`,
    );
    say(`  curl -X DELETE ${storage.faults.url}/faults`);
  }
  say(
    `Run the product on it: npm start -- --kubeconfig ${kubeconfigPath} --context penstock`,
  );
  say('Ctrl-C ends it.');
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
