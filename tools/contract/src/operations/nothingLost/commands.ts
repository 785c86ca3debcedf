import type { Consistency, Operation, OperationRequest, RecoveryPoint } from '@penstock/backstage-plugin-data-pipelines-common';
import fc from 'fast-check';
import { type Account, type LivePipeline, type Part, PIPELINE } from './LivePipeline';
import type { Before, KnownPoint, Model } from './Model';
import { countOf, outside, type Range } from './ranges';

/** A sink reads the partitions of its topic at the same time, so that of numbers this close one may be stored before the other. */
const READ_OUT_OF_ORDER = 60;
const FLOW = 20;
/** Segments of the partitions in a broker's volume. */
const RECORDS = /-\d+\/[^/]*\.log$/;

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

/** A number below which all that was acknowledged is in the index. */
function indexedIn({ acknowledged, index }: Account): number {
  return Math.max(0, acknowledged - index.waiting - READ_OUT_OF_ORDER);
}

/** All that was acknowledged is in log and index, but for what was said to be lost. */
function expectNothingLost({ log, index }: Account, { holes, lost }: Model): void {
  expect({ log: outside(log.missing, lost), index: outside(index.missing, [...holes, ...lost]), lostShards: index.lostShards }).toEqual({ log: [], index: [], lostShards: [] });
}

/** What was seen while volumes were replaced. */
interface Swapped {
  operation: Operation;
  /** Of the new volumes, before anybody wrote to them. */
  bytes: ReadonlyMap<string, string>;
  /** With the log stopped, where it was. */
  stopped?: Account;
}

/** Runs what replaces the volumes of the elements, and sees their bytes before anybody writes to them. */
async function swap(live: LivePipeline, parts: readonly Part[], act: () => Promise<Operation>): Promise<Swapped> {
  const before = await live.volumes(parts);
  const identity = await live.identity();
  let release = async () => {};
  if (parts.includes('sink')) await live.order('silent', { controller: 'eck' });
  const running = act();
  const look = async () => {
    if (!parts.includes('log')) return { bytes: await live.swappedBytes(parts, before) };
    await live.untilLogStopped();
    // its volumes are made when its nodes start; they have nothing to write until their producers may send again
    release = await live.holdProducers();
    const stopped = await live.account();
    return { bytes: await live.swappedBytes(parts, before, filesOf(parts)), stopped };
  };
  try {
    const looking = look();
    const seen = await Promise.race([looking, running.then(() => looking)]);
    await live.healAll();
    await release();
    const operation = await running;
    expect(await live.identity()).toEqual(identity);
    return { operation, ...seen };
  } finally {
    await live.healAll();
    await release();
    await running.catch(() => {});
  }
}

/** Files of which the bytes are compared: consumers of a log that is restored alone commit to it as soon as it runs. */
function filesOf(parts: readonly Part[]): RegExp | undefined {
  return parts.includes('sink') ? undefined : RECORDS;
}

/** The ends of the log that the point holds, in records, as the product tells them. */
function endsOf({ offsets = [], unmeasuredLogs = [] }: RecoveryPoint): number {
  const ends = offsets.filter(({ group }) => group === '');
  expect({ unmeasuredLogs, elements: [...new Set(ends.map(({ element }) => element))] }).toEqual({ unmeasuredLogs: [], elements: [PIPELINE.log] });
  for (const { sampledAt, source } of ends) expect([Date.parse(sampledAt ?? ''), source]).toEqual([expect.any(Number), expect.stringContaining('Prometheus')]);
  return ends.reduce((sum, each) => sum + each.sum, 0);
}

/** Records from the recorded offsets of consumers to the recorded ends of the log. */
function toReplay({ offsets = [] }: RecoveryPoint): number {
  const ends = new Map(offsets.filter(({ group }) => group === '').flatMap(({ topic, partitions }) => partitions.map(({ partition, offset }) => [`${topic}/${partition}`, offset])));
  const groups = offsets.filter(({ group }) => group !== '');
  return groups.flatMap(({ topic, partitions }) => partitions.map(({ partition, offset }) => Math.max(0, (ends.get(`${topic}/${partition}`) ?? NaN) - offset))).reduce((sum, each) => sum + each, 0);
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
    const { end: endAfter } = (await live.account()).log;
    if (of === 'pipeline') expect(endsOf(point)).toBeLessThanOrEqual(endAfter);
    model.points = [...model.points, { id: summary.id, of, holes: model.holes, acknowledged, endAfter }];
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
    const request: OperationRequest = { kind: 'restore', recoveryPoint: point.id, where: 'in-place', elements: [PIPELINE.sink] };
    await live.untilReplayed(request);
    const found = corrupted ? await live.account() : await live.untilCaughtUp();
    const old = await live.volumes(['sink']);
    const expected = await live.bytesOfPoint(await live.backend.client.getRecoveryPoint(point.id), ['sink']);
    const { bytes: restored, operation: done } = await swap(live, ['sink'], () => run(live, model, request, this.kills));
    expect(restored).toEqual(expected);
    expect(done.result?.lost?.records).toBe(0);
    expect(done.result?.replayed?.records).toBeGreaterThan(0);
    model.corrupted = false;
    model.holes = point.holes;
    const bytes = await live.bytesOf(old);
    if (corrupted) delete model.before;
    else model.before = { restore: done.summary.id, parts: ['sink'], holes, lost: model.lost, points: model.points, indexed: indexedIn(found), bytes };
    await live.untilHealthy();
    expectNothingLost(await live.untilCaughtUp(), model);
  }
  toString = () => `restore ${PIPELINE.sink} from point ${this.which}${killsText(this.kills)}`;
}

/** Restores the log, alone or with what reads from it, from a point of the whole pipeline. */
class RestoreLog implements Command {
  constructor(
    private readonly which: number,
    private readonly parts: readonly Part[],
    private readonly kills: Kills,
  ) {}
  // an index that is damaged cannot read again what the log holds
  check = ({ points, corrupted }: Model) => points.some(({ of }) => of === 'pipeline') && (!corrupted || this.parts.includes('sink'));
  async run(model: Model, live: LivePipeline): Promise<void> {
    const { parts } = this;
    const points = model.points.filter(({ of }) => of === 'pipeline');
    const known = points[this.which % points.length];
    const { corrupted, holes, lost } = model;
    const found = corrupted ? await live.account() : await live.untilCaughtUp();
    const old = await live.volumes(parts);
    const point = await live.backend.client.getRecoveryPoint(known.id);
    const expected = await live.bytesOfPoint(point, parts, filesOf(parts));
    const elements = parts.map(part => PIPELINE[part]);
    await live.untilMeasured();
    const { bytes: restored, operation, stopped = found } = await swap(live, parts, () =>
      run(live, model, { kind: 'restore', recoveryPoint: known.id, where: 'in-place', ...(parts.includes('sink') ? {} : { elements }) }, this.kills),
    );
    expect(restored).toEqual(expected);
    expect(operation.result?.sentences.join('\n')).toContain('the log reaches at least as far as at the cut');
    model.corrupted = false;
    const before: Before = { restore: operation.summary.id, parts, holes, lost, points: model.points, indexed: indexedIn(found), stopped: stopped.acknowledged, bytes: await live.bytesOf(old) };
    // undone alone, a log would have offsets again that its sink has since taken others for; plans warn of that
    if (corrupted || !parts.includes('sink')) delete model.before;
    else model.before = before;
    const range: Range = [known.acknowledged + 1, stopped.acknowledged];
    model.lost = [...lost, range];
    // newer points hold offsets that the log hands out again
    model.points = model.points.slice(0, model.points.indexOf(known) + 1);
    await live.untilHealthy();
    const account = await live.untilCaughtUp();
    const gone = outside(account.log.missing, lost);
    expect(outside(gone, [range])).toEqual([]);
    if (parts.includes('sink')) model.holes = known.holes;
    else {
      // the offsets of what is gone are used again, and the sink holds other records under them: the plan warns of that
      expect(operation.plan.preflight).toContainEqual(expect.objectContaining({ code: 'SINKS_GO_ALONG', result: 'warn' }));
      model.holes = [...holes, [stopped.acknowledged + 1, stopped.acknowledged + countOf(gone) + READ_OUT_OF_ORDER]];
    }
    expectPlannedLoss(operation, point, { known, found, stopped, gone: countOf(gone) });
    expectNothingLost(account, model);
  }
  toString = () => `restore ${this.parts.map(part => PIPELINE[part]).join(' and ')} from pipeline point ${this.which}${killsText(this.kills)}`;
}

/** The plan's own number of lost records is what the log held more than the point, by what could be measured when it was drawn. */
function expectPlannedLoss(operation: Operation, point: RecoveryPoint, { known, found, stopped, gone }: { known: KnownPoint; found: Account; stopped: Account; gone: number }): void {
  const { lost, replayed } = operation.plan.effects;
  expect({ lost: operation.result?.lost, replayed: operation.result?.replayed }).toEqual({ lost, replayed });
  const records = lost?.records ?? NaN;
  const cut = endsOf(point);
  expect(cut + records).toBeGreaterThanOrEqual(found.log.end);
  expect(cut + records).toBeLessThanOrEqual(stopped.log.end);
  // what came between the last measurement and the cut is there; what came between the plan and the stop is gone, too
  expect(gone * stopped.scale).toBeGreaterThanOrEqual(records - (known.endAfter - cut));
  expect(gone * stopped.scale).toBeLessThanOrEqual(stopped.log.end - cut);
  if (replayed !== undefined) expect(replayed.records).toBe(toReplay(point));
}

class Undo implements Command {
  constructor(private readonly kills: Kills) {}
  check = ({ before, corrupted }: Model) => before !== undefined && !corrupted;
  async run(model: Model, live: LivePipeline): Promise<void> {
    const { before } = model;
    if (before === undefined) throw new Error('Nothing can be taken back.');
    const request: OperationRequest = { kind: 'undo', operation: before.restore };
    const { bytes: restored, stopped } = await swap(live, before.parts, () => run(live, model, request, this.kills));
    expect(restored).toEqual(before.bytes);
    delete model.before;
    await live.untilHealthy();
    await live.untilBlocked(request);
    const account = await live.untilCaughtUp();
    // the plan of an undo says so: what the elements took since the restore is lost
    if (before.stopped === undefined || stopped === undefined) model.holes = [...before.holes, [before.indexed, account.acknowledged]];
    else {
      model.holes = before.holes;
      model.lost = [...before.lost, [before.stopped + 1, stopped.acknowledged]];
      model.points = before.points;
    }
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
function snapshot(...of: ('pipeline' | 'element')[]): fc.Arbitrary<Command> {
  return fc.tuple(fc.constantFrom(...of), fc.constantFrom('application' as const, 'crash' as const), kills).map(drawn => new Snapshot(...drawn));
}
const parts = fc.oneof({ weight: 3, arbitrary: fc.constant<readonly Part[]>(['log', 'sink']) }, { weight: 1, arbitrary: fc.constant<readonly Part[]>(['log']) });
const restoreLog = fc.tuple(fc.nat(9), parts, kills).map(drawn => new RestoreLog(...drawn));
const restore = fc.tuple(fc.nat(9), kills).map(drawn => new Restore(...drawn));

/** Random lives of the pipeline; each begins with records and a point of all. */
export function lives(maxCommands: number): fc.Arbitrary<Command[]> {
  const any: fc.Arbitrary<Command> = fc.oneof(
    { weight: 2, arbitrary: fc.constant(new Flow()) },
    { weight: 2, arbitrary: snapshot('pipeline', 'element') },
    { weight: 2, arbitrary: fc.constant(new Corrupt()) },
    { weight: 3, arbitrary: restore },
    { weight: 3, arbitrary: restoreLog },
    { weight: 3, arbitrary: kills.map(each => new Undo(each)) },
    { weight: 1, arbitrary: fc.constantFrom(PIPELINE.log, PIPELINE.sink).map(element => new LosePod(element)) },
  );
  return fc.tuple(snapshot('pipeline'), fc.array(any, { minLength: maxCommands, maxLength: maxCommands })).map(([first, more]) => [new Flow(), first, ...more]);
}
