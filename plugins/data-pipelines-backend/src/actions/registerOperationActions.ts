import type { Operation, OperationSummary, Plan, ProtectionSummary, RecoveryPoint } from '@penstock/backstage-plugin-data-pipelines-common';
import type { OperationsDoor } from '../operations/OperationsService';
import type { RecoveryPointsDoor } from '../recovery/RecoveryPointsService';
import type { ActionsRegistryService } from './alphaActions';
import { operationRequestSchema } from './operationRequestSchema';

const READS = { readOnly: true, destructive: false, idempotent: true };

/** Operations on data as Backstage actions: the same plans, hashes and permissions as over HTTP. */
export function registerOperationActions(registry: ActionsRegistryService, operations: OperationsDoor, points: RecoveryPointsDoor): void {
  registerPlan(registry, operations);
  registerStart(registry, operations);
  registerGet(registry, operations);
  registerList(registry, operations);
  registerCancel(registry, operations);
  registerLeftovers(registry, operations);
  registerListPoints(registry, points);
  registerGetPoint(registry, points);
}

function registerPlan(registry: ActionsRegistryService, operations: OperationsDoor): void {
  registry.register({
    name: 'plan-operation',
    title: 'Plan an operation on data',
    description: [
      'Draws the plan of expanding, snapshotting, restoring, cloning or deleting: exact changes, checks, data lost, undo. Writes nothing.',
      '## When to use',
      'Always before start-operation, which needs the id and the hash of the plan. Show the plan to a person before anything of level 3 or 4.',
    ].join('\n'),
    attributes: READS,
    schema: {
      input: z => z.object({ request: operationRequestSchema(z) }),
      output: z => z.object({ plan: z.object({ id: z.string(), hash: z.string(), startable: z.boolean() }).passthrough() }),
    },
    action: async ({ input, credentials }) => ({
      output: { plan: plain<Plan>(await operations.plan(input.request, { credentials })) },
    }),
  });
}

function registerStart(registry: ActionsRegistryService, operations: OperationsDoor): void {
  registry.register({
    name: 'start-operation',
    title: 'Start a planned operation',
    description: [
      'Starts what plan-operation drew. The server plans again and refuses with PLAN_CHANGED and the difference if the world has changed.',
      'The same idempotencyKey gives the same operation; use a new one for each operation that you intend.',
      'Follow it with get-operation until its phase is Succeeded, PartiallySucceeded, Failed or Cancelled; never assume that it succeeded.',
    ].join('\n'),
    attributes: { readOnly: false, destructive: true, idempotent: true },
    schema: {
      input: z =>
        z.object({
          plan: z.string().regex(/^op-[a-z0-9]{12}$/).describe('Id of the plan.'),
          hash: z.string().min(1).max(128).describe('Hash of the plan.'),
          request: operationRequestSchema(z).describe('The request that the plan was drawn for.'),
          idempotencyKey: z.string().min(8).max(100).regex(/^[A-Za-z0-9._~:-]+$/),
          confirmation: z
            .object({ acknowledged: z.boolean().optional(), typed: z.string().max(253).optional(), reason: z.string().max(500).optional() })
            .strict()
            .optional()
            .describe('What plan.safety asks for.'),
        }),
      output: z => z.object({ operation: z.object({ summary: z.object({ id: z.string(), phase: z.string() }).passthrough() }).passthrough() }),
    },
    action: async ({ input: { idempotencyKey, ...request }, credentials }) => ({
      output: { operation: told(await operations.start(request, idempotencyKey, { credentials })) },
    }),
  });
}

function registerGet(registry: ActionsRegistryService, operations: OperationsDoor): void {
  registry.register({
    name: 'get-operation',
    title: 'Get an operation on data',
    description: 'How an operation is: phase, steps, what it waits for, what was written, how it ended. With after it waits for a change.',
    attributes: READS,
    schema: {
      input: z =>
        z.object({
          id: z.string().min(1).max(63),
          after: z.number().int().min(0).optional().describe('summary.version of the answer before: wait until there is a newer one.'),
          waitSeconds: z.number().int().min(0).max(30).optional(),
        }),
      output: z => z.object({ operation: z.object({ summary: z.object({ id: z.string(), phase: z.string() }).passthrough() }).passthrough() }),
    },
    action: async ({ input: { id, after, waitSeconds }, credentials }) => ({
      output: { operation: told(await operations.get(id, { credentials }, after === undefined ? undefined : { after, seconds: waitSeconds ?? 20 })) },
    }),
  });
}

function registerList(registry: ActionsRegistryService, operations: OperationsDoor): void {
  registry.register({
    name: 'list-operations',
    title: 'List operations on data',
    description: 'Operations that you may see, newest first, and which kinds of operation you may start.',
    attributes: READS,
    schema: {
      input: z =>
        z.object({
          pipeline: z.string().min(1).max(253).optional(),
          element: z.string().min(1).max(253).optional(),
          state: z.enum(['running', 'ended']).optional(),
          limit: z.number().int().min(1).max(200).optional(),
          cursor: z.string().min(1).max(1000).optional(),
        }),
      output: z =>
        z.object({
          total: z.number(),
          items: z.array(z.object({ id: z.string(), phase: z.string() }).passthrough()),
          nextCursor: z.string().optional(),
          rights: z.array(z.object({ kind: z.string(), allowed: z.boolean(), permission: z.string() })).optional(),
        }),
    },
    action: async ({ input, credentials }) => {
      const list = await operations.list(input, { credentials });
      return { output: { ...list, items: list.items.map(item => plain<OperationSummary>(item)) } };
    },
  });
}

function registerCancel(registry: ActionsRegistryService, operations: OperationsDoor): void {
  registry.register({
    name: 'cancel-operation',
    title: 'Cancel an operation on data',
    description: 'Asks a running operation to stop; its cancel.effect says beforehand what can be undone. Repeating it changes nothing.',
    attributes: { readOnly: false, destructive: true, idempotent: true },
    schema: {
      input: z => z.object({ id: z.string().min(1).max(63) }),
      output: z => z.object({ operation: z.object({ summary: z.object({ id: z.string(), phase: z.string() }).passthrough() }).passthrough() }),
    },
    action: async ({ input: { id }, credentials }) => ({ output: { operation: told(await operations.cancel(id, { credentials })) } }),
  });
}

function registerLeftovers(registry: ActionsRegistryService, operations: OperationsDoor): void {
  registry.register({
    name: 'list-leftovers',
    title: 'List leftovers of operations',
    description: 'Objects that ended operations left in the clusters, and what each costs; plan-operation with remove-leftovers removes them.',
    attributes: READS,
    schema: {
      input: z => z.object({ pipeline: z.string().min(1).max(253).optional(), element: z.string().min(1).max(253).optional() }),
      output: z => z.object({ items: z.array(z.object({ sentence: z.string() }).passthrough()) }),
    },
    action: async ({ input, credentials }) => {
      const { items } = await operations.leftovers(input, { credentials });
      return { output: { items: items.map(item => ({ ...item })) } };
    },
  });
}

function registerListPoints(registry: ActionsRegistryService, points: RecoveryPointsDoor): void {
  registry.register({
    name: 'list-recovery-points',
    title: 'List recovery points',
    description: 'What can be restored from, newest cut first: when it was cut, how consistent it is, what it misses, and what the points achieve together.',
    attributes: READS,
    schema: {
      input: z =>
        z.object({
          pipeline: z.string().min(1).max(253).optional(),
          element: z.string().min(1).max(253).optional(),
          day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/).optional().describe('In UTC.'),
          limit: z.number().int().min(1).max(200).optional(),
          cursor: z.string().min(1).max(1000).optional(),
        }),
      output: z =>
        z.object({
          total: z.number(),
          items: z.array(z.object({ id: z.string(), state: z.string() }).passthrough()),
          nextCursor: z.string().optional(),
          summary: z.object({}).passthrough(),
        }),
    },
    action: async ({ input, credentials }) => {
      const list = await points.list(input, { credentials });
      return { output: { ...list, items: list.items.map(item => plain<RecoveryPoint>(item)), summary: plain<ProtectionSummary>(list.summary) } };
    },
  });
}

function registerGetPoint(registry: ActionsRegistryService, points: RecoveryPointsDoor): void {
  registry.register({
    name: 'get-recovery-point',
    title: 'Get a recovery point',
    description: 'One recovery point with its members, and the offsets of consumers that it holds.',
    attributes: READS,
    schema: {
      input: z => z.object({ id: z.string().min(1).max(253) }),
      output: z => z.object({ point: z.object({ id: z.string(), state: z.string() }).passthrough() }),
    },
    action: async ({ input: { id }, credentials }) => ({ output: { point: plain<RecoveryPoint>(await points.get(id, { credentials })) } }),
  });
}

/** An object of the API as an action's output, whose type has an index. */
function plain<T extends object>(value: T): { [K in keyof T]: T[K] } {
  return { ...value };
}

function told({ summary, ...rest }: Operation) {
  return { ...rest, summary: plain<OperationSummary>(summary) };
}
