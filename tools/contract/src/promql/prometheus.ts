import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireOrLeaveOut, until } from 'control-plane';

const DATA_FOLDER = 'data';
const READY_MS = 60_000;

/** The two programs of a Prometheus. */
export interface PrometheusBinaries {
  prometheus: string;
  promtool: string;
}

/** A running Prometheus. */
export interface RunningPrometheus {
  /** `http://127.0.0.1:9090`. */
  address: string;
  stop(): Promise<void>;
}

/**
 * For the top of a test file: the programs, or undefined when the file leaves
 * its tests out. `PENSTOCK_PROMETHEUS` names the server where it is not on the
 * path; promtool is looked for beside it.
 *
 * @throws Error when they are missing and `PENSTOCK_REQUIRE_ALL=1`.
 */
export function requirePrometheus(): PrometheusBinaries | undefined {
  return requireOrLeaveOut(
    {
      what: 'the comparison of the sandbox with a real Prometheus',
      howToGetIt:
        'install the Debian package prometheus, or name the program in PENSTOCK_PROMETHEUS',
    },
    () => {
      const prometheus = process.env.PENSTOCK_PROMETHEUS ?? 'prometheus';
      const promtool = prometheus.replace(/prometheus$/, 'promtool');
      const there = [prometheus, promtool].every(
        program => spawnSync(program, ['--version']).status === 0,
      );
      return there ? { prometheus, promtool } : undefined;
    },
  );
}

/**
 * Starts a Prometheus that scrapes nothing and holds the samples of an
 * OpenMetrics text. It is ready when this resolves.
 *
 * @throws Error when promtool refuses the text or the server does not come up.
 */
export async function startPrometheus(
  { prometheus, promtool }: PrometheusBinaries,
  openMetrics: string,
): Promise<RunningPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'penstock-prometheus-'));
  const text = join(folder, 'samples.om');
  await writeFile(text, openMetrics);
  const made = spawnSync(
    promtool,
    [
      'tsdb',
      'create-blocks-from',
      'openmetrics',
      text,
      join(folder, DATA_FOLDER),
    ],
    { encoding: 'utf8' },
  );
  if (made.status !== 0) {
    await rm(folder, { recursive: true, force: true });
    throw new Error(`promtool refused the samples: ${made.stderr}`);
  }
  return serve(prometheus, folder, { scrape_configs: [] });
}

/**
 * Starts a Prometheus that reads pages once a second, and keeps the labels that
 * they carry. It is ready when this resolves; scrapes follow.
 *
 * @param pages - address of the page of each job, by the name of the job
 * @throws Error when the server does not come up.
 */
export async function startScrapingPrometheus(
  { prometheus }: PrometheusBinaries,
  pages: Record<string, URL>,
): Promise<RunningPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'penstock-prometheus-'));
  return serve(prometheus, folder, {
    global: { scrape_interval: '1s', scrape_timeout: '1s' },
    scrape_configs: Object.entries(pages).map(([job, { host, pathname }]) => ({
      job_name: job,
      honor_labels: true,
      metrics_path: pathname,
      static_configs: [{ targets: [host] }],
    })),
  });
}

/** Serves what the folder holds with a configuration; stopping removes the folder. */
async function serve(
  prometheus: string,
  folder: string,
  configuration: unknown,
): Promise<RunningPrometheus> {
  const config = join(folder, 'prometheus.yml');
  // JSON is YAML.
  await writeFile(config, JSON.stringify(configuration));
  const address = `127.0.0.1:${await freePort()}`;
  const server = spawn(
    prometheus,
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, DATA_FOLDER)}`,
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=${address}`,
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  const ended = new Promise<void>(resolve => {
    server.once('exit', () => resolve());
  });
  const stop = async () => {
    server.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await until('Prometheus to be ready', READY_MS, async () => {
      const answer = await fetch(`http://${address}/-/ready`);
      return answer.ok ? true : undefined;
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { address: `http://${address}`, stop };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise(resolve => {
    server.close(resolve);
  });
  if (address === null || typeof address === 'string') {
    throw new Error('The system gave no port.');
  }
  return address.port;
}
