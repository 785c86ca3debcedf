import type {
  AuditorService,
  AuditorServiceCreateEventOptions,
  AuditorServiceEvent,
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { stringifyError, toError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';

/** Who asks, through which request where there is one. Actions have none. */
export interface Caller {
  credentials: BackstageCredentials;
  request?: AuditorServiceCreateEventOptions['request'];
}

/** What an audited piece of work may say about itself. */
export interface AuditNotes {
  /** Adds facts to the closing event. No secrets and no manifests. */
  add(meta: JsonObject): void;
  /** The caller was refused but gets an answer all the same, e.g. an empty list. */
  refuse(error: Error): void;
}

/** One audited piece of work. */
export interface AuditEntry {
  /** Kebab case; listed in docs/audit-events.md. */
  eventId: string;
  severityLevel: 'low' | 'medium';
  meta?: JsonObject;
}

/** Entity reference of a user, subject of a service, or `unknown`. */
export function callerRef({ credentials }: Caller): string {
  const principal: unknown = credentials.principal;
  if (typeof principal !== 'object' || principal === null) return 'unknown';
  if ('userEntityRef' in principal && typeof principal.userEntityRef === 'string') return principal.userEntityRef;
  if ('subject' in principal && typeof principal.subject === 'string') return principal.subject;
  return 'unknown';
}

/**
 * Writes one audit event around a piece of work: opened before the permission
 * check, so that denials are recorded, and closed exactly once. An auditor that
 * fails is logged and never fails the work.
 */
export class Audit {
  readonly #auditor: AuditorService;
  readonly #logger: LoggerService;

  constructor(options: { auditor: AuditorService; logger: LoggerService }) {
    this.#auditor = options.auditor;
    this.#logger = options.logger;
  }

  async record<T>(entry: AuditEntry, caller: Caller, work: (notes: AuditNotes) => Promise<T>): Promise<T> {
    const event = await this.#open(entry, caller);
    let meta: JsonObject = {};
    let refusal: Error | undefined;
    const notes: AuditNotes = {
      add: more => {
        meta = { ...meta, ...more };
      },
      refuse: error => {
        refusal = error;
      },
    };
    try {
      const result = await work(notes);
      const refused = refusal;
      await this.#quietly(entry.eventId, async () =>
        refused ? event?.fail({ error: refused, meta }) : event?.success({ meta }),
      );
      return result;
    } catch (error) {
      await this.#quietly(entry.eventId, async () => event?.fail({ error: toPlainError(error), meta }));
      throw error;
    }
  }

  async #open(entry: AuditEntry, caller: Caller): Promise<AuditorServiceEvent | undefined> {
    let event: AuditorServiceEvent | undefined;
    await this.#quietly(entry.eventId, async () => {
      event = await this.#auditor.createEvent({
        eventId: entry.eventId,
        severityLevel: entry.severityLevel,
        request: caller.request,
        meta: { ...entry.meta, caller: callerRef(caller) },
      });
    });
    return event;
  }

  async #quietly(eventId: string, write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.#logger.warn(`The audit event ${eventId} could not be written: ${stringifyError(error)}`);
    }
  }
}

function toPlainError(error: unknown): Error {
  if (error instanceof Error) return error;
  const { name, message } = toError(error);
  return Object.assign(new Error(message), { name });
}
