import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, readJson, writeJson } from './jsonFile';

/**
 * What a running engine would tell an operator that asks it, as far as pods do
 * not show it. The workload writes it to `<volumes>/.engines/`, which belongs
 * to no volume; controllers read it there.
 */
export interface EngineReport {
  /** Elasticsearch: shards of which every copy is damaged. */
  lostShards?: number;
  /** Spark: why the query ended, in its words. */
  failure?: string;
}

const FOLDER = '.engines';

/** Notes what an engine tells; nothing to tell takes the note away. */
export async function writeReport(
  volumesDir: string,
  namespace: string,
  name: string,
  report: EngineReport | undefined,
): Promise<void> {
  const file = join(volumesDir, FOLDER, namespace, `${name}.json`);
  await (report ? writeJson(file, report) : rm(file, { force: true }));
}

/** Takes all notes away. */
export async function clearReports(volumesDir: string): Promise<void> {
  await rm(join(volumesDir, FOLDER), { recursive: true, force: true });
}

/** All notes, by `<namespace>/<name>`. */
export async function readReports(
  volumesDir: string,
): Promise<Map<string, EngineReport>> {
  const reports = new Map<string, EngineReport>();
  for (const namespace of await namesIn(join(volumesDir, FOLDER))) {
    for (const file of await namesIn(join(volumesDir, FOLDER, namespace))) {
      const name = /^(.+)\.json$/.exec(file)?.[1];
      const report =
        name &&
        (await readJson<EngineReport>(
          join(volumesDir, FOLDER, namespace, file),
        ));
      if (report) reports.set(`${namespace}/${name}`, report);
    }
  }
  return reports;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
