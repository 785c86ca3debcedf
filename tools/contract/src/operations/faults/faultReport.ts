import { repositoryRoot } from 'control-plane';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PlayedRow } from './FaultRow';

const FOLDER = path.join(repositoryRoot(), '.cache', 'reports');

/** The fault table as text, a line per row. Pure. */
export function tableText(rows: readonly PlayedRow[]): string {
  const head = ['where', 'operation', 'fault', 'outcome', 'seconds', 'resumed', 'paused', 'leftovers', 'verdict'];
  const seconds = (value: number | undefined) => (value === undefined ? '' : value.toFixed(1));
  const lines = rows.map(row => [row.where, row.operation, row.fault, row.outcome, seconds(row.seconds), seconds(row.resumedSeconds), seconds(row.pausedSeconds), String(row.leftovers), row.verdict]);
  const widths = head.map((title, column) => Math.max(...[head, ...lines].map(line => line[column].length), title.length));
  const text = [head, ...lines].map(line => line.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd());
  return `${text.join('\n')}\n`;
}

/** Puts the rows of one place into `.cache/reports/fault-table.json` and `.txt`; those of other places stay. */
export async function writeReport(where: string, rows: readonly PlayedRow[]): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const others = (await readRows()).filter(row => row.where !== where);
  const all = [...others, ...rows];
  await put('fault-table.json', `${JSON.stringify(all, undefined, 2)}\n`);
  await put('fault-table.txt', tableText(all));
}

async function readRows(): Promise<PlayedRow[]> {
  try {
    const rows: unknown = JSON.parse(await readFile(path.join(FOLDER, 'fault-table.json'), 'utf8'));
    return Array.isArray(rows) ? rows : [];
  } catch {
    return [];
  }
}

async function put(name: string, text: string): Promise<void> {
  const file = path.join(FOLDER, name);
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}
