import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult, isPermission } from '@backstage/plugin-permission-common';
import {
  elementReadPermission,
  operationReadPermission,
  scheduleWritePermission,
  snapshotCreatePermission,
  snapshotDeletePermission,
  type ScheduleSpec,
} from '@penstock/backstage-plugin-data-pipelines-common';
import { Audit } from '../audit/Audit';
import { scheduleNotFound } from '../policies/DefaultSchedulesService';
import type { SchedulesService } from '../policies/SchedulesService';
import { oneSchedule } from '../testing/oneOperation';
import { policyPermissions } from '../testing/policyPermissions';
import { AuthorizedSchedulesService } from './AuthorizedSchedulesService';
import { ElementAccess } from './ElementAccess';
import { createElementConditionalDecision, elementConditions } from './rules';

const SPEC: ScheduleSpec = { pipeline: 'orders', cron: '0 2 * * *', timeZone: 'UTC', consistency: 'crash', retention: { keepLast: 7 } };
const READING = [elementReadPermission, operationReadPermission];
const WRITING = [scheduleWritePermission, snapshotCreatePermission, snapshotDeletePermission];
const scopeOf = (owner: string) => ({ pipeline: 'orders', elements: [{ id: 'orders-source', cluster: 'north', namespace: 'orders', owner }] });
const [OURS, THEIRS] = [scopeOf('group:default/us'), scopeOf('group:default/them')];
const audit = () => new Audit({ auditor: mockServices.auditor.mock(), logger: mockServices.logger.mock() });
const caller = { credentials: mockCredentials.user() };

/** Grants `all` on everything and `own` on what is ours. */
function accessTo({ all = [], own = [] }: { all?: (typeof elementReadPermission)[]; own?: (typeof elementReadPermission)[] }) {
  const ours = elementConditions.isOwner({ claims: ['group:default/us'] });
  return new ElementAccess(
    policyPermissions({
      handle: async ({ permission }) => {
        if (all.some(each => isPermission(permission, each))) return { result: AuthorizeResult.ALLOW };
        const owned = own.find(each => isPermission(permission, each));
        return owned ? createElementConditionalDecision(owned, ours) : { result: AuthorizeResult.DENY };
      },
    }),
  );
}

function put(access: ElementAccess, over: Partial<SchedulesService>) {
  const inner: SchedulesService = { ...oneSchedule, scopeOf: async () => OURS, savedScope: async name => Promise.reject(scheduleNotFound(name)), ...over };
  return new AuthorizedSchedulesService({ inner, access, audit: audit() }).put('nightly', SPEC, false, caller);
}

describe('a schedule is saved', () => {
  it('with the right to keep it, to take points and to remove them', async () => {
    await expect(put(accessTo({ own: WRITING }), {})).resolves.toMatchObject({ name: 'nightly' });
  });

  it.each(WRITING)('not without $name', async missing => {
    const refused = { name: 'NotAllowedError', message: expect.stringContaining(missing.name) };
    await expect(put(accessTo({ all: [...READING, ...WRITING.filter(each => each !== missing)] }), {})).rejects.toMatchObject(refused);
    const others = WRITING.filter(each => each !== missing);
    await expect(put(accessTo({ all: [...READING, ...others], own: [missing] }), { scopeOf: async () => THEIRS })).rejects.toMatchObject(refused);
  });

  it('not of a pipeline that the caller may not read: that does not exist', async () => {
    const hidden = put(accessTo({ own: [...READING, ...WRITING] }), { scopeOf: async () => THEIRS });
    await expect(hidden).rejects.toMatchObject({ advice: { code: 'PIPELINE_NOT_FOUND' } });
  });

  it('not over one of somebody else', async () => {
    const over = { savedScope: async () => THEIRS };
    await expect(put(accessTo({ all: READING, own: WRITING }), over)).rejects.toMatchObject({ advice: { code: 'PERMISSION_DENIED' } });
    await expect(put(accessTo({ own: [...READING, ...WRITING] }), over)).rejects.toMatchObject({ advice: { code: 'SCHEDULE_NOT_FOUND' } });
  });

  it('not while it cannot be told what there was before', async () => {
    const broken = async () => Promise.reject(new Error('the database is away'));
    await expect(put(accessTo({ all: [...READING, ...WRITING] }), { savedScope: broken })).rejects.toThrow('the database is away');
  });
});
