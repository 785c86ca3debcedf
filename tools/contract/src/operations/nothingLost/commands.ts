import type { Consistency, Operation, OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import fc from 'fast-check';
import { type Account, type LivePipeline, type Part, PIPELINE } from './LivePipeline';
import type { Model } from './Model';
import { outside } from './ranges';

/** A sink reads the partitions of its topic at the same time, so that of numbers this close one may be stored before the other. */
const READ_OUT_OF_ORDER = 60;
const FLOW = 20;

/** One thing that happens to the pipeline. */
type Command = fc.AsyncCommand<Model, LivePipeline>;

/** Milliseconds after its start at which an operation loses its backend. */
type Kills = readonly number[];

function killsText(kills: Kills): string {
  return kills.length === 0 ? '' : `, backend killed after ${kills.map(ms => `${ms} ms`).join(' and again after ')}`;
}

/** Runs an operation through its kills to its end, at which all of its steps must be done. */
async function run(live: LivePipeline, model: Model, request: OperationRequest, kills: Kills): Promise<Operation> {
  const { summary } = await live.startOperation(request);
  model.operations += 1;
  for (const ms of kills) {
    // the moment is drawn, not waited for: any is right
    await new Promise(resolve => setTimeout(resolve, ms));
    await live.killBackend();
  }
  const operation = await live.untilEnded(summary.id);
  // whether a kill ended the pause of writes before the cut is told by the point, which the phase is compared with there
  const mayBePartial = request.kind === 'snapshot' && request.consistency === 'application' && kills.length > 0;
  expect({ phase: operation.summary.phase, failure: operation.failure, leftovers: operation.leftovers }).toEqual({
    ...{ phase: mayBePartial ? expect.stringMatching(/Succeeded$/) : 'Succeeded', failure: undefined, leftovers: [] },
  });
  expect(operation.steps.filter(({ state }) => state !== 'done')).toEqual([]);
  expect(await live.duplicatesOf(summary.id)).toEqual([]);
  expect(await live.operationCount()).toBe(model.operations);
  return operation;
}

/** All that was acknowledged is in log and index, but for what was said to be lost. */
function expectNothingLost({ log, index }: Account, { holes, lost }: Model): void {
  expect({ log: outside(log.missing, lost), index: outside(index.missing, [...holes, ...lost]), lostShards: index.lostShards }).toEqual({ log: [], index: [], lostShards: [] });
}

/** Runs what replaces the volumes of the elements, and sees their bytes before anybody writes to them. */
async function swap(live: LivePipeline, parts: readonly Part[], act: () => Promise<Operation>): Promise<{ operation: Operation; bytes: ReadonlyMap<string, string> }> {
  const before = await live.volumes(parts);
  await live.order('silent', { controller: 'eck' });
  const running = act();
  try {
    const swapped = live.swappedBytes(parts, before);
    const bytes = await Promise.race([swapped, running.then(() => swapped)]);
    await live.healAll();
    return { operation: await running, bytes };
  } finally {
    await live.healAll();
    await running.catch(() => {});
  }
}

class Flow implements Command {
  check = () => true;
  async run(model: Model, live: LivePipeline): Promise<void> {
    const { acknowledged } = await live.account();
    const account = await live.untilAccount('records to flow', each => each.acknowledged > acknowledged + FLOW && (model.corrupted || each.index.waiting < Infinity));
    expect(outside(account.log.missing, model.lost)).toEqual([]);
  }
  toString = () => 'records flow';
}

class Snapshot implements Command {
  constructor(
    private readonly of: 'pipeline' | 'element',
    private readonly consistency: Consistency,
    private readonly kills: Kills,
  ) {}
  check = ({ corrupted }: Model) => !corrupted;
  async run(model: Model, live: LivePipeline): Promise<void> {
    await live.untilHealthy();
    const { consistency, of } = this;
    const { acknowledged } = await live.account();
    const scope = of === 'pipeline' ? { pipeline: PIPELINE.name } : { elements: [PIPELINE.sink] };
    const { summary } = await run(live, model, { kind: 'snapshot', ...scope, consistency }, this.kills);
    const point = await live.untilPointReady(summary.id);
    expect(summary.phase).toBe(point.consistency.got === consistency ? 'Succeeded' : 'PartiallySucceeded');
    const parts: Part[] = of === 'pipeline' ? ['log', 'sink'] : ['sink'];
    const claims = [...(await live.volumes(parts)).keys()];
    expect(point.members.map(({ volume }) => volume).sort()).toEqual(claims.sort());
    expect(point.missing ?? []).toEqual([]);
    model.points.push({ id: summary.id, of, holes: model.holes, acknowledged });
  }
  toString = () => `snapshot of the ${this.of} (${this.consistency}${killsText(this.kills)})`;
}

class Corrupt implements Command {
  check = ({ corrupted, points }: Model) => !corrupted && points.length > 0;
  async run(model: Model, live: LivePipeline): Promise<void> {
    await live.order('corrupt', { namespace: PIPELINE.namespace, element: PIPELINE.sink });
    await live.untilAccount('a shard to be lost', ({ index }) => index.lostShards.length > 0);
    model.corrupted = true;
    delete model.before;
  }
  toString = () => `corrupt ${PIPELINE.sink}`;
}

class Restore implements Command {
  constructor(
    private readonly which: number,
    private readonly kills: Kills,
  ) {}
  check = ({ points }: Model) => points.length > 0;
  async run(model: Model, live: LivePipeline): Promise<void> {
    const point = model.points[this.which % model.points.length];
    const { corrupted, holes } = model;
    const found = corrupted ? await live.account() : await live.untilCaughtUp();
    const old = await live.volumes(['sink']);
    const expected = await live.bytesOfPoint(await live.backend.client.getRecoveryPoint(point.id), ['sink']);
    const { bytes: restored, operation: done } = await swap(live, ['sink'], () =>
      run(live, model, { kind: 'restore', recoveryPoint: point.id, where: 'in-place', elements: [PIPELINE.sink] }, this.kills),
    );
    expect(restored).toEqual(expected);
    expect(done.result?.lost?.records).toBe(0);
    expect(done.result?.replayed?.records).toBeGreaterThan(0);
    model.corrupted = false;
    model.holes = point.holes;
    const bytes = await live.bytesOf(old);
    if (corrupted) delete model.before;
    else model.before = { restore: done.summary.id, holes, indexed: Math.max(0, found.acknowledged - found.index.waiting - READ_OUT_OF_ORDER), bytes };
    await live.untilHealthy();
    expectNothingLost(await live.untilCaughtUp(), model);
  }
  toString = () => `restore ${PIPELINE.sink} from point ${this.which}${killsText(this.kills)}`;
}

class Undo implements Command {
  constructor(private readonly kills: Kills) {}
  check = ({ before, corrupted }: Model) => before !== undefined && !corrupted;
  async run(model: Model, live: LivePipeline): Promise<void> {
    const { before } = model;
    if (before === undefined) throw new Error('Nothing can be taken back.');
    const { bytes: restored } = await swap(live, ['sink'], () => run(live, model, { kind: 'undo', operation: before.restore }, this.kills));
    expect(restored).toEqual(before.bytes);
    delete model.before;
    await live.untilHealthy();
    const account = await live.untilCaughtUp();
    // the plan of an undo says so: what the element took since the restore is lost
    model.holes = [...before.holes, [before.indexed, account.acknowledged]];
    expectNothingLost(account, model);
  }
  toString = () => `undo the restore${killsText(this.kills)}`;
}

class LosePod implements Command {
  constructor(private readonly element: string) {}
  check = () => true;
  async run(_model: Model, live: LivePipeline): Promise<void> {
    await live.order('lose-pod', { namespace: PIPELINE.namespace, element: this.element });
  }
  toString = () => `lose a pod of ${this.element}`;
}

const kills: fc.Arbitrary<Kills> = fc.oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 2, arbitrary: fc.array(fc.integer({ min: 0, max: 6_000 }), { minLength: 1, maxLength: 2 }) });
const snapshot = fc.tuple(fc.constantFrom('pipeline' as const, 'element' as const), fc.constantFrom('application' as const, 'crash' as const), kills).map(drawn => new Snapshot(...drawn));
const restore = fc.tuple(fc.nat(9), kills).map(drawn => new Restore(...drawn));

/** Random lives of the pipeline; each begins with records and a point. */
export function lives(maxCommands: number): fc.Arbitrary<Command[]> {
  const any: fc.Arbitrary<Command> = fc.oneof(
    { weight: 2, arbitrary: fc.constant(new Flow()) },
    { weight: 2, arbitrary: snapshot },
    { weight: 2, arbitrary: fc.constant(new Corrupt()) },
    { weight: 4, arbitrary: restore },
    { weight: 3, arbitrary: kills.map(each => new Undo(each)) },
    { weight: 1, arbitrary: fc.constantFrom(PIPELINE.log, PIPELINE.sink).map(element => new LosePod(element)) },
  );
  return fc.tuple(snapshot, fc.array(any, { minLength: maxCommands, maxLength: maxCommands })).map(([first, more]) => [new Flow(), first, ...more]);
}
