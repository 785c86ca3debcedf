import type { Schedule } from '@penstock/backstage-plugin-data-pipelines-common';
import type { SchedulesDoor } from '../policies/SchedulesService';
import type { ActionsRegistryService } from './alphaActions';
import type { Zod } from './operationRequestSchema';

const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** Snapshot schedules as Backstage actions: the same service, so the same permissions and the same audit. */
export function registerScheduleActions(registry: ActionsRegistryService, schedules: SchedulesDoor): void {
  registry.register({
    name: 'list-schedules',
    title: 'List snapshot schedules',
    description: 'Snapshot schedules with their next runs and what they achieve against their objective; and the elements that none covers.',
    attributes: { readOnly: true, destructive: false, idempotent: true },
    schema: {
      input: z => z.object({ pipeline: z.string().min(1).max(253).optional(), element: z.string().min(1).max(253).optional() }),
      output: z => z.object({ items: z.array(z.object({ name: z.string() }).passthrough()), uncovered: z.array(z.string()) }),
    },
    action: async ({ input, credentials }) => {
      const { items, uncovered } = await schedules.list(input, { credentials });
      return { output: { items: items.map(plain), uncovered } };
    },
  });
  registry.register({
    name: 'put-schedule',
    title: 'Save a snapshot schedule',
    description: 'Creates or replaces a snapshot schedule; with dryRun it only says what it would be, how many points it would keep, and its warnings.',
    attributes: { readOnly: false, destructive: false, idempotent: true },
    schema: {
      input: z => z.object({ name: z.string().min(1).max(63).regex(NAME), spec: specSchema(z), dryRun: z.boolean().optional() }),
      output: z => z.object({ schedule: z.object({ name: z.string() }).passthrough() }),
    },
    action: async ({ input: { name, spec, dryRun }, credentials }) => ({
      output: { schedule: plain(await schedules.put(name, spec, dryRun ?? false, { credentials })) },
    }),
  });
  registry.register({
    name: 'delete-schedule',
    title: 'Remove a snapshot schedule',
    description: 'Removes a snapshot schedule. The points that it made stay.',
    attributes: { readOnly: false, destructive: true, idempotent: false },
    schema: {
      input: z => z.object({ name: z.string().min(1).max(63).regex(NAME) }),
      output: z => z.object({ removed: z.literal(true) }),
    },
    action: async ({ input: { name }, credentials }) => {
      await schedules.remove(name, { credentials });
      return { output: { removed: true as const } };
    },
  });
}

function specSchema(z: Zod) {
  const count = (most: number) => z.number().int().min(0).max(most).optional();
  return z
    .object({
      pipeline: z.string().min(1).max(253),
      elements: z.array(z.string().min(1).max(253)).min(1).max(50).optional().describe('All elements with volumes where absent.'),
      cron: z.string().min(9).max(100).describe('Five fields, e.g. "0 */6 * * *".'),
      timeZone: z.string().min(1).max(60).describe('IANA name, e.g. Europe/Berlin.'),
      consistency: z.enum(['native', 'application', 'crash']),
      longestPauseSeconds: z.number().int().min(1).max(600).optional(),
      retention: z.object({ keepLast: count(1000), daily: count(366), weekly: count(260), monthly: count(120) }).strict(),
      objectiveSeconds: z.number().int().min(60).max(31_536_000).optional(),
      paused: z.object({ reason: z.string().min(1).max(200), until: z.string().min(10).max(40) }).strict().optional(),
    })
    .strict();
}

function plain(schedule: Schedule): { [K in keyof Schedule]: Schedule[K] } {
  return { ...schedule };
}
