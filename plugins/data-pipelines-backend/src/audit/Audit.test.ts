import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { Audit } from './Audit';

const ENTRY = { eventId: 'element-read', severityLevel: 'low' } as const;
const CALLER = { credentials: mockCredentials.user() };

function auditWith(event: { success?: () => Promise<void>; fail?: () => Promise<void> }, open = async () => {}) {
  const auditor = mockServices.auditor.mock({
    createEvent: async () => {
      await open();
      return { success: event.success ?? (async () => {}), fail: event.fail ?? (async () => {}) };
    },
  });
  const logger = mockServices.logger.mock();
  return { audit: new Audit({ auditor, logger }), logger };
}

const failing = async () => {
  throw new Error('disk full');
};

describe('an auditor that fails', () => {
  it.each([
    ['opening', auditWith({}, failing)],
    ['closing', auditWith({ success: failing })],
  ])('when %s is logged and does not fail the work', async (_, { audit, logger }) => {
    await expect(audit.record(ENTRY, CALLER, async () => 'done')).resolves.toBe('done');
    expect(logger.warn).toHaveBeenCalledWith(expect.stringContaining('disk full'));
  });

  it('does not hide why the work failed', async () => {
    const { audit } = auditWith({ fail: failing });
    const work = async () => {
      throw new Error('the work itself');
    };
    await expect(audit.record(ENTRY, CALLER, work)).rejects.toThrow('the work itself');
  });
});

it('closes an event once, as failed when the caller was refused and still got an answer', async () => {
  const success = jest.fn(async () => {});
  const fail = jest.fn(async () => {});
  const { audit } = auditWith({ success, fail });
  const answer = await audit.record(ENTRY, CALLER, async notes => {
    notes.add({ total: 0 });
    notes.refuse(new Error('not granted'));
    return [];
  });
  expect(answer).toEqual([]);
  expect(fail).toHaveBeenCalledTimes(1);
  expect(fail).toHaveBeenCalledWith({ error: expect.objectContaining({ message: 'not granted' }), meta: { total: 0 } });
  expect(success).not.toHaveBeenCalled();
});
