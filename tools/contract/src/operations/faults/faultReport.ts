import { repositoryRoot } from 'control-plane';
import { mkdir, rename, writeFile } from 'node:fs/promises';
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

/** Puts the rows of one place into `.cache/reports/fault-table.<where>.json` and `.txt`. */
export async function writeReport(where: string, rows: readonly PlayedRow[]): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await put(`fault-table.${where}.json`, `${JSON.stringify(rows, undefined, 2)}\n`);
  await put(`fault-table.${where}.txt`, tableText(rows));
}

async function put(name: string, text: string): Promise<void> {
  const file = path.join(FOLDER, name);
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}
