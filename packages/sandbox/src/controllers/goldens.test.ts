import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { KubernetesObject } from '../client';
import { Standing, StandingOrder } from '../faults/StandingOrders';
import { clusterObjects } from '../seeds/cluster';
import { snapshotClasses } from '../seeds/snapshotClasses';
import { keyOf, MemoryWorld } from './engine/MemoryWorld';
import { settle } from './engine/settle';
import { Table } from './engine/table';
import { CONTROLLER_MANAGER_TABLES, OPERATOR_TABLES } from './tables';

/*
 * A case is `<name>.input.yaml`: objects that a user creates, and changes that
 * follow each time the controllers have come to rest. `<name>.output.yaml`
 * holds what they did and the objects (of the kinds in `show`) as they left
 * them. UPDATE_GOLDENS=1 writes the outputs anew.
 */

interface Step {
  /** Objects that come new. */
  create?: KubernetesObject[];
  change?: { kind: string; name: string };
  /** Merge patch; without one the object is deleted. */
  patch?: object;
  /** Faults of the controllers, in the place of those in force. */
  orders?: StandingOrder[];
  /** What the object owns stays when it is deleted. */
  orphan?: boolean;
  /** Scripted seconds to wait for rest; a timeout beyond that does not strike. */
  seconds?: number;
}

interface Case {
  objects: KubernetesObject[];
  then?: Step[];
  seconds?: number;
  show: string[];
}

const FOLDER = path.join(__dirname, 'testdata');
const START = new Date('2026-11-21T12:00:00Z');
const TABLES: Table[] = [...OPERATOR_TABLES, ...CONTROLLER_MANAGER_TABLES];
/** Rows without effects: they only keep later rows from acting. */
const SILENT = [
  'stay paused',
  'stay failed',
  'stay refused',
  'stay unmanaged',
  'stay on the lost node',
  'being deleted',
  'wait for the next run',
];

function play(input: Case): { trace: string[]; objects: KubernetesObject[] } {
  const world = new MemoryWorld([
    ...clusterObjects('test', START),
    ...snapshotClasses('prod-north'),
    ...input.objects,
  ]);
  const trace: string[] = [];
  let now = START;
  const rest = (seconds = 90) => {
    now = settle(
      world,
      TABLES,
      now,
      seconds * 1_000,
      (at, table, subject, stage) =>
        trace.push(
          `${((at.getTime() - START.getTime()) / 1_000).toFixed(
            2,
          )} ${table} ${subject}: ${stage}`,
        ),
    );
  };
  rest(input.seconds);
  let standing: Standing[] = [];
  for (const step of input.then ?? []) {
    if (step.orders) {
      standing.forEach(({ lift }) => lift());
      standing = step.orders.map(order => world.orders.add(order));
      trace.push(
        `-- orders: ${
          step.orders
            .map(order => Object.values(order).slice(1).join(' '))
            .join(', ') || 'none'
        }`,
      );
    }
    trace.push(...take(world, step));
    rest(step.seconds);
  }
  return {
    trace,
    objects: world.all().filter(({ kind }) => input.show.includes(kind)),
  };
}

/** Changes the world as a user would; gives what to note about it. */
function take(world: MemoryWorld, step: Step): string[] {
  const { change, patch, orphan = false, create = [] } = step;
  create.forEach(object => world.add(object));
  const noted = create.map(
    ({ kind, metadata }) => `-- create ${kind} ${metadata.name}`,
  );
  if (!change) {
    return noted;
  }
  const target = world
    .all()
    .find(
      ({ kind, metadata }) =>
        kind === change.kind && metadata.name === change.name,
    );
  if (!target) {
    throw new Error(`There is no ${change.kind} ${change.name} to change.`);
  }
  const { namespace, name } = target.metadata;
  if (patch) {
    const [version, group = ''] = target.apiVersion.split('/').reverse();
    const resource = {
      group,
      version,
      plural: '',
      kind: target.kind,
      namespaced: namespace !== undefined,
    };
    world.play({ act: 'patch', resource, namespace, name, patch });
  } else {
    world.remove(keyOf(change.kind, namespace, name), orphan);
  }
  return [...noted, `-- ${patch ? 'change' : 'delete'} ${change.kind} ${name}`];
}

const cases = readdirSync(FOLDER)
  .filter(file => file.endsWith('.input.yaml'))
  .map(file => file.replace('.input.yaml', ''));

function read(name: string): Case {
  const input: Case = parse(
    readFileSync(path.join(FOLDER, `${name}.input.yaml`), 'utf8'),
  );
  return input;
}

describe('behaviour tables', () => {
  it.each(cases)('%s', name => {
    const file = path.join(FOLDER, `${name}.output.yaml`);
    const output = stringify(play(read(name)), {
      aliasDuplicateObjects: false,
    });
    if (process.env.UPDATE_GOLDENS === '1') {
      writeFileSync(file, output);
    }
    expect(existsSync(file)).toBe(true);
    expect(parse(output)).toEqual(parse(readFileSync(file, 'utf8')));
  });

  it('have a case for every row', () => {
    const traces = cases.flatMap(name => play(read(name)).trace);
    const rows = TABLES.flatMap(table =>
      table.stages
        .filter(({ name }) => !SILENT.includes(name))
        .map(({ name }) => ({ table: table.name, row: name })),
    );
    const missing = rows
      .filter(
        ({ table, row }) =>
          !traces.some(
            line => line.includes(` ${table} `) && line.endsWith(`: ${row}`),
          ),
      )
      .map(({ table, row }) => `${table}: ${row}`);
    expect(missing).toEqual([]);
  });
});
