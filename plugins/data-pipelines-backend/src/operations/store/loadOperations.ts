import type { Knex } from 'knex';
import { isAct, isFailure, isLeftover, isObservation, isRequest, isResult, isStoredPlan, isWritten, KINDS, listOf, MARKS, PAUSE_STATES, PHASES } from './guards';
import type { OperationRow, PauseRow, StepRow } from './OperationStore';
import { isJsonObject, readInteger, readJson, readOptionalInteger, readOptionalJson, readWord } from './readColumn';
import type { ElementRecord, OperationRecord, PauseRecord, StepRecord } from './tables';

/** Parameters of one statement; SQLite takes no more than some thousands. */
const IDS_AT_ONCE = 500;

/**
 * Whole operations of the ids given, in their order; ids that are not there are left out.
 *
 * @throws Error for a row that is damaged or of a newer format
 */
export async function loadOperations(db: Knex, ids: readonly string[]): Promise<OperationRow[]> {
  const rows: OperationRow[] = [];
  for (let start = 0; start < ids.length; start += IDS_AT_ONCE) {
    rows.push(...(await loadSome(db, ids.slice(start, start + IDS_AT_ONCE))));
  }
  return rows;
}

async function loadSome(db: Knex, ids: readonly string[]): Promise<OperationRow[]> {
  const records = await db<OperationRecord>('operations').whereIn('id', ids);
  const elements = groupBy(await db<ElementRecord>('operation_elements').whereIn('operation_id', ids).orderBy('position'));
  const steps = groupBy(await db<StepRecord>('operation_steps').whereIn('operation_id', ids).orderBy('step_index'));
  const pauses = groupBy(await db<PauseRecord>('operation_pauses').whereIn('operation_id', ids).orderBy(['held_at', 'step_id']));
  const byId = new Map(records.map(record => [record.id, record]));
  return ids.flatMap(id => {
    const record = byId.get(id);
    return record ? [readOperation(record, elements.get(id) ?? [], steps.get(id) ?? [], pauses.get(id) ?? [])] : [];
  });
}

function groupBy<T extends { operation_id: string }>(records: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const record of records) {
    const group = groups.get(record.operation_id);
    if (group) group.push(record);
    else groups.set(record.operation_id, [record]);
  }
  return groups;
}

/** Puts an operation together from its records. */
export function readOperation(record: OperationRecord, elements: readonly ElementRecord[], steps: readonly StepRecord[], pauses: readonly PauseRecord[]): OperationRow {
  const at = (column: string) => ({ operation: record.id, column });
  const cancelledAt = readOptionalInteger(record.cancel_requested_at, at('cancel_requested_at'));
  return {
    id: record.id,
    kind: readWord(record.kind, KINDS, at('kind')),
    scope: {
      pipeline: record.pipeline,
      elements: elements.map(readElement),
    },
    request: readJson(record.request, isRequest, at('request')),
    stored: readJson(record.stored, isStoredPlan, at('stored')),
    phase: readWord(record.phase, PHASES, at('phase')),
    failure: readOptionalJson(record.failure, isFailure, at('failure')),
    result: readOptionalJson(record.result, isResult, at('result')),
    createdBy: record.created_by,
    schedule: record.schedule ?? undefined,
    createdAt: readInteger(record.created_at, at('created_at')),
    startedAt: readOptionalInteger(record.started_at, at('started_at')),
    finishedAt: readOptionalInteger(record.finished_at, at('finished_at')),
    updatedAt: readInteger(record.updated_at, at('updated_at')),
    version: readInteger(record.version, at('version')),
    cancel: cancelledAt === undefined ? undefined : { requestedAt: cancelledAt, requestedBy: record.cancel_requested_by ?? '' },
    leftovers: [...readJson(record.leftovers, listOf(isLeftover), at('leftovers'))],
    steps: steps.map(readStep),
    pauses: pauses.map(readPause),
  };
}

type ScopeElement = OperationRow['scope']['elements'][number];

/** Names each field of the type, so that a field that is added there cannot be forgotten here. */
function readElement({ element: id, cluster, namespace, owner, named_owner: namedOwner }: ElementRecord): ScopeElement {
  const read = { id, cluster, namespace, owner: owner ?? undefined, namedOwner: namedOwner ?? undefined } satisfies Record<keyof ScopeElement, string | undefined>;
  return read;
}

function readStep(record: StepRecord): StepRow {
  const at = (column: string) => ({ operation: record.operation_id, column: `${column} of step ${record.step_id}` });
  return {
    index: record.step_index,
    id: record.step_id,
    mark: readWord(record.mark, MARKS, at('mark')),
    observation: readOptionalJson(record.observation, isObservation, at('observation')),
    facts: readOptionalJson(record.facts, isJsonObject, at('facts')),
    written: readJson(record.written, listOf(isWritten), at('written')),
    startedAt: readOptionalInteger(record.started_at, at('started_at')),
    finishedAt: readOptionalInteger(record.finished_at, at('finished_at')),
  };
}

/** A pause from its record. */
export function readPause(record: PauseRecord): PauseRow {
  const at = (column: string) => ({ operation: record.operation_id, column: `${column} of the pause of step ${record.step_id}` });
  return {
    operation: record.operation_id,
    step: record.step_id,
    state: readWord(record.state, PAUSE_STATES, at('state')),
    heldAt: readInteger(record.held_at, at('held_at')),
    limitAt: readInteger(record.limit_at, at('limit_at')),
    resumedAt: readOptionalInteger(record.resumed_at, at('resumed_at')),
    resume: readJson(record.resume, listOf(isAct), at('resume')),
    problem: record.problem ?? undefined,
  };
}
