import type { JsonObject } from '@backstage/types';
import type { Consistency } from '@penstock/backstage-plugin-data-pipelines-common';
import type { PointNotes } from '@penstock/backstage-plugin-data-pipelines-node';

/** A claim that an operation meant to have in a point; points of old tell no namespace. */
export type PlannedClaim = PointNotes['planned'][number];

/** What stands in the annotation of each snapshot of a point: first what was meant, then what was got, too. */
export interface PointNote {
  pipeline?: string;
  wanted?: Consistency;
  madeBy?: string;
  schedule?: string;
  note?: string;
  planned?: readonly PlannedClaim[];
  /** RFC 3339. */
  expiresAt?: string;
  got?: Consistency;
  downgraded?: string;
  pausedMs?: number;
  skewMs?: number;
  /** Name of the ConfigMap with the offsets, in the namespace of the snapshot. */
  offsets?: string;
}

/** The text of the annotation while nothing is cut yet; the expiry follows when all is known. */
export function plannedNote({ pipeline, wanted, madeBy, schedule, note, planned }: PointNotes): string {
  return JSON.stringify({ pipeline, wanted, madeBy, schedule, note, planned });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function consistency(value: unknown): Consistency | undefined {
  return value === 'native' || value === 'application' || value === 'crash' ? value : undefined;
}

function plannedOf(value: unknown): PointNote['planned'] {
  if (!Array.isArray(value)) return undefined;
  return value.flatMap(each => (isRecord(each) && typeof each.element === 'string' && typeof each.volume === 'string' ? [{ element: each.element, volume: each.volume, ...(typeof each.namespace === 'string' && { namespace: each.namespace }) }] : []));
}

/** Reads the annotation; what another program put there reads as nothing. */
export function readPointNote(annotation: string | undefined): PointNote {
  if (annotation === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(annotation);
  } catch {
    return {};
  }
  if (!isRecord(value)) return {};
  return {
    pipeline: text(value.pipeline),
    wanted: consistency(value.wanted),
    madeBy: text(value.madeBy),
    schedule: text(value.schedule),
    note: text(value.note),
    planned: plannedOf(value.planned),
    expiresAt: text(value.expiresAt),
    got: consistency(value.got),
    downgraded: text(value.downgraded),
    pausedMs: number(value.pausedMs),
    skewMs: number(value.skewMs),
    offsets: text(value.offsets),
  };
}

/** The text of the annotation once the cut is concluded. */
export function concludedNote(planned: string, got: Pick<PointNote, 'expiresAt' | 'got' | 'downgraded' | 'pausedMs' | 'skewMs' | 'offsets'>): string {
  const before: unknown = JSON.parse(planned);
  const known: JsonObject = {};
  for (const [key, value] of Object.entries(got)) if (value !== undefined) known[key] = value;
  return JSON.stringify({ ...(isRecord(before) ? before : {}), ...known });
}
