import { readFileSync } from 'node:fs';
import path from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { NEW_KAFKA, openDoors } from '../__testUtils__/doors';
import { oneOperation, onePoint, oneSchedule, oneVolume } from '../testing/oneOperation';
import { denyAll } from '../testing/policyPermissions';

const ID = 'op-aaaaaaaaaaaa';
const SNAPSHOT = { kind: 'snapshot', pipeline: 'orders', consistency: 'crash' };
const LINTED = { manifests: NEW_KAFKA.manifests };
type Doors = Awaited<ReturnType<typeof openDoors>>;

/** Each event, what causes it, what it opens with and what it closes with where all goes well. */
const EVENTS: { eventId: string; severity: 'low' | 'medium'; cause: (doors: Doors) => PromiseLike<{ status: number }>; opens?: object; closes: object }[] = [
  { eventId: 'pipeline-list', severity: 'low', cause: doors => doors.get('/pipelines'), closes: { total: 2 } },
  { eventId: 'pipeline-read', severity: 'low', cause: doors => doors.get('/pipelines/orders'), opens: { pipeline: 'orders' }, closes: {} },
  { eventId: 'element-read', severity: 'low', cause: doors => doors.get('/elements/orders-sink'), opens: { element: 'orders-sink' }, closes: {} },
  { eventId: 'volume-read', severity: 'low', cause: doors => doors.get('/elements/orders-sink/volumes/data-0'), opens: { element: 'orders-sink', volume: 'data-0' }, closes: {} },
  { eventId: 'cluster-list', severity: 'low', cause: doors => doors.get('/clusters'), closes: { total: 1 } },
  { eventId: 'manifest-lint', severity: 'low', cause: doors => doors.post('/manifests/lint', LINTED), closes: {} },
  ...(['dry-run', 'apply'] as const).map(word => ({
    eventId: `manifest-${word}`,
    severity: 'medium' as const,
    cause: (doors: Doors) => doors.post(`/manifests/${word}`, NEW_KAFKA),
    opens: { cluster: 'prod-north', namespace: 'orders' },
    closes: { elements: ['orders-kafka'], succeeded: true, outcomes: ['Kafka orders-kafka: created'] },
  })),
  { eventId: 'operation-plan', severity: 'low', cause: doors => doors.post('/plans', SNAPSHOT), opens: { kind: 'snapshot' }, closes: { plan: ID, startable: true } },
  {
    ...{ eventId: 'operation-start', severity: 'medium', opens: { kind: 'snapshot', plan: ID } },
    cause: doors => doors.post('/operations', { plan: ID, hash: 'hash', request: SNAPSHOT }),
    closes: { pipeline: 'orders', elements: ['orders-source'], operation: ID, hash: 'hash' },
  },
  { eventId: 'operation-cancel', severity: 'medium', cause: doors => doors.post(`/operations/${ID}/cancel`, {}), opens: { operation: ID }, closes: {} },
  { eventId: 'operation-read', severity: 'low', cause: doors => doors.get(`/operations/${ID}`), opens: { operation: ID }, closes: {} },
  { eventId: 'operation-list', severity: 'low', cause: doors => doors.get('/operations'), closes: { total: 1 } },
  { eventId: 'leftover-list', severity: 'low', cause: doors => doors.get('/leftovers'), closes: {} },
  { eventId: 'recovery-point-list', severity: 'low', cause: doors => doors.get('/recovery-points'), closes: { total: 1 } },
  { eventId: 'recovery-point-read', severity: 'low', cause: doors => doors.get(`/recovery-points/${ID}`), opens: { recoveryPoint: ID }, closes: {} },
  { eventId: 'schedule-list', severity: 'low', cause: doors => doors.get('/schedules'), closes: {} },
  {
    ...{ eventId: 'schedule-put', severity: 'medium', opens: { schedule: 'nightly', dryRun: false } },
    cause: doors => doors.put('/schedules/nightly', { pipeline: 'orders', cron: '0 2 * * *', timeZone: 'UTC', consistency: 'crash', retention: { keepLast: 7 } }),
    closes: { pipeline: 'orders' },
  },
  { eventId: 'schedule-delete', severity: 'medium', cause: doors => doors.remove('/schedules/nightly'), opens: { schedule: 'nightly' }, closes: {} },
];

/** Every door, to a place where there is one of everything. */
const open = (options: Parameters<typeof openDoors>[0]) => openDoors({ inner: oneOperation, innerPoints: onePoint, innerSchedules: oneSchedule, innerVolumes: oneVolume, ...options });

function auditorThat(failing: 'nothing' | 'opening' | 'closing') {
  const fault = async () => {
    throw new Error('disk full');
  };
  const closing = failing === 'closing' ? fault : async () => {};
  const event = { success: jest.fn(closing), fail: jest.fn(closing) };
  const auditor = mockServices.auditor.mock({ createEvent: failing === 'opening' ? fault : async () => event });
  return { auditor, event };
}

describe('audit events', () => {
  it('are those of docs/audit-events.md', () => {
    const page = readFileSync(path.join(__dirname, '../../../../docs/audit-events.md'), 'utf8');
    const listed = [...page.matchAll(/^\| `([a-z-]+)` \| (low|medium) \|/gm)].map(([, id, severity]) => `${id} ${severity}`);
    expect(listed.sort()).toEqual(EVENTS.map(({ eventId, severity }) => `${eventId} ${severity}`).sort());
  });

  it.each(EVENTS)('$eventId succeeded tells who, what and how much', async ({ eventId, severity, cause, opens, closes }) => {
    const { auditor, event } = auditorThat('nothing');
    expect((await cause(await open({ auditor }))).status).toBeLessThan(300);
    expect(auditor.createEvent.mock.calls).toEqual([
      [{ eventId, severityLevel: severity, request: expect.anything(), meta: { ...opens, caller: 'user:default/mock' } }],
    ]);
    expect(event.success.mock.calls).toEqual([[{ meta: closes }]]);
    expect(event.fail).not.toHaveBeenCalled();
  });

  it.each(EVENTS)('$eventId denied is closed as failed, with the reason', async ({ eventId, cause }) => {
    const { auditor, event } = auditorThat('nothing');
    await cause(await open({ auditor, policy: denyAll }));
    expect(auditor.createEvent).toHaveBeenCalledWith(expect.objectContaining({ eventId }));
    expect(event.fail.mock.calls).toMatchObject([[{ error: { name: 'NotAllowedError', advice: { code: 'PERMISSION_DENIED' } } }]]);
    expect(event.success).not.toHaveBeenCalled();
  });

  it.each(EVENTS)('$eventId that cannot be written is logged, and the caller is answered all the same', async ({ cause }) => {
    for (const failing of ['opening', 'closing'] as const) {
      const doors = await open({ auditor: auditorThat(failing).auditor });
      expect((await cause(doors)).status).toBeLessThan(300);
      expect(doors.logger.warn).toHaveBeenCalledWith(expect.stringContaining('disk full'));
    }
  });
});
