import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { OperationsWorld } from './OperationsWorld';

const MARKER = 'judge.txt';

/** The folder of each volume of an element, by claim; of the volumes that it has now. */
async function foldersOf(world: OperationsWorld, namespace: string, element: string): Promise<ReadonlyMap<string, string>> {
  const { volumes } = await world.client.getElement(element);
  const folders = new Map<string, string>();
  for (const { name } of volumes) {
    const claim = await world.elements.admin.get(`/api/v1/namespaces/${namespace}/persistentvolumeclaims/${name}`);
    const volume = await world.elements.admin.get(`/api/v1/persistentvolumes/${textAt(claim.object.spec, 'volumeName')}`);
    folders.set(name, path.join(world.elements.volumesDir, textAt(recordAt(volume.object.spec, 'csi'), 'volumeHandle')));
  }
  return folders;
}

function recordAt(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** The text of a field. @throws Error when there is none */
export function textAt(value: unknown, key: string): string {
  const found = recordAt(value, key);
  if (typeof found === 'string') return found;
  throw new Error(`There is no ${key} in ${JSON.stringify(value)}.`);
}

/** Writes a text into each volume of an element. */
export async function mark(world: OperationsWorld, namespace: string, element: string, text: string): Promise<void> {
  for (const [claim, folder] of await foldersOf(world, namespace, element)) await writeFile(path.join(folder, MARKER), `${claim} ${text}`);
}

/** What was last written into each volume of an element, of those that it has now. */
export async function marks(world: OperationsWorld, namespace: string, element: string): Promise<string[]> {
  const folders = await foldersOf(world, namespace, element);
  return Promise.all([...folders].map(async ([claim, folder]) => (await readFile(path.join(folder, MARKER), 'utf8')).replace(`${claim} `, '')));
}
