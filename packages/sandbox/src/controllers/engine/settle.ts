import { MemoryWorld } from './MemoryWorld';
import { Table } from './table';

/**
 * Lets the tables act in the order of their delays, without jitter, until
 * nothing is left to do or `horizonMs` has passed. Returns the time reached.
 */
export function settle(
  world: MemoryWorld,
  tables: Table[],
  start: Date,
  horizonMs: number,
  onAct: (
    at: Date,
    table: string,
    subject: string,
    stage: string,
  ) => void = () => undefined,
): Date {
  const due = new Map<string, number>();
  let now = start.getTime();
  const end = now + horizonMs;
  for (;;) {
    const rows = matches(world, tables, new Date(now));
    schedule(due, rows, now);
    const next = Math.min(...due.values());
    if (!(next <= end)) {
      return new Date(now);
    }
    now = Math.max(now, next);
    world.now = new Date(now);
    for (const { key, act } of rows) {
      if ((due.get(key) ?? end + 1) <= now) {
        due.delete(key);
        const at = new Date(now);
        const acted = act(at);
        if (acted) {
          onAct(at, acted.table, acted.subject, acted.stage);
        }
      }
    }
  }
}

/** Keeps the times of rows that still match, gives new ones theirs, forgets the others. */
function schedule(due: Map<string, number>, rows: Row[], now: number): void {
  const current = new Set(rows.map(({ key }) => key));
  [...due.keys()]
    .filter(key => !current.has(key))
    .forEach(key => due.delete(key));
  rows
    .filter(({ key }) => !due.has(key))
    .forEach(({ key, ms }) => due.set(key, now + ms));
}

interface Row {
  key: string;
  ms: number;
  /** Plays the effects; says which it were unless there were none. */
  act(now: Date): { table: string; subject: string; stage: string } | undefined;
}

function matches(world: MemoryWorld, tables: Table[], now: Date): Row[] {
  return tables.flatMap(table =>
    world.list(table.subject).flatMap(subject => {
      const stage = table.stages.find(row => row.when(subject, world, now));
      if (!stage) {
        return [];
      }
      const { namespace, name } = subject.metadata;
      const { ms } =
        typeof stage.delay === 'function'
          ? stage.delay(subject, world, now)
          : stage.delay;
      return [
        {
          key: [table.name, namespace, name, stage.name].join('/'),
          ms,
          act: (at: Date) => {
            const fresh = world.get(table.subject, namespace, name);
            if (!fresh || !stage.when(fresh, world, at)) {
              return undefined;
            }
            const effects = stage.effects(fresh, world, at);
            effects.forEach(effect => world.play(effect));
            return effects.length > 0
              ? { table: table.name, subject: name, stage: stage.name }
              : undefined;
          },
        },
      ];
    }),
  );
}
