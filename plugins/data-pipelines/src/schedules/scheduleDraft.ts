import type { Consistency, Schedule, ScheduleSpec } from '@penstock/backstage-plugin-data-pipelines-common';
import { wholeNumber } from '../dialogs/snapshotChoice';

/** What is entered into the dialog of a schedule; numbers as typed, empty where a rule does not apply. */
export interface ScheduleDraft {
  name: string;
  whole: boolean;
  elements: readonly string[];
  cron: string;
  timeZone: string;
  consistency: Consistency;
  pause: string;
  keepLast: string;
  daily: string;
  weekly: string;
  monthly: string;
  /** Hours; empty: no objective. */
  objective: string;
}

/** Rhythms to choose by a press. */
export const RHYTHMS = [
  { id: 'hourly', cron: '0 * * * *' },
  { id: 'sixHourly', cron: '0 2,8,14,20 * * *' },
  { id: 'daily', cron: '0 2 * * *' },
  { id: 'weekly', cron: '0 2 * * 0' },
] as const;

/** The retention's numbers, and the most that the API takes of each. */
export const KEEP = [
  { id: 'keepLast', most: 1000 },
  { id: 'daily', most: 366 },
  { id: 'weekly', most: 260 },
  { id: 'monthly', most: 120 },
] as const;

const NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const HOUR = 3600;
const MOST_HOURS = 8760;

/** What to begin with: every six hours, kept as most keep it. Pure. */
export function newDraft(pipeline: string, element: string | undefined, timeZone: string): ScheduleDraft {
  return {
    name: `${element ?? pipeline}-six-hourly`.slice(0, 63).replace(/[^a-z0-9-]/g, '-'),
    whole: element === undefined,
    elements: element ? [element] : [],
    cron: RHYTHMS[1].cron,
    timeZone,
    consistency: 'application',
    pause: '60',
    keepLast: '8',
    daily: '7',
    weekly: '4',
    monthly: '',
    objective: '6',
  };
}

/** What a schedule that exists says, to be changed. Pure. */
export function draftOf({ name, spec }: Schedule): ScheduleDraft {
  const { retention, elements = [], objectiveSeconds, longestPauseSeconds } = spec;
  const text = (value: number | undefined) => (value ? String(value) : '');
  return {
    name,
    whole: spec.elements === undefined,
    elements,
    cron: spec.cron,
    timeZone: spec.timeZone,
    consistency: spec.consistency,
    pause: String(longestPauseSeconds ?? 60),
    keepLast: text(retention.keepLast),
    daily: text(retention.daily),
    weekly: text(retention.weekly),
    monthly: text(retention.monthly),
    objective: objectiveSeconds === undefined ? '' : String(objectiveSeconds / HOUR),
  };
}

/** Hours as typed, in seconds; undefined where the text is none. Pure. */
function secondsOfHours(text: string): number | undefined {
  const hours = Number(text.trim().replace(',', '.'));
  return text.trim() !== '' && hours > 0 && hours <= MOST_HOURS ? Math.max(60, Math.round(hours * HOUR)) : undefined;
}

/** What of a draft is wrong, before the server is asked. */
export type DraftProblem = 'name' | 'elements' | 'cron' | 'zone' | 'pause' | 'keep' | 'keepNothing' | 'objective';

/** The first thing that is wrong with a draft; undefined where nothing is. Pure. */
export function draftProblem(draft: ScheduleDraft): DraftProblem | undefined {
  const kept = KEEP.map(({ id, most }) => ({ text: draft[id].trim(), value: wholeNumber(draft[id], most) }));
  if (!NAME.test(draft.name)) return 'name';
  if (!draft.whole && draft.elements.length === 0) return 'elements';
  if (draft.cron.trim().split(/\s+/).length !== 5) return 'cron';
  if (draft.timeZone.trim() === '') return 'zone';
  if (draft.consistency !== 'crash' && wholeNumber(draft.pause, 600) === undefined) return 'pause';
  if (kept.some(({ text, value }) => text !== '' && value === undefined)) return 'keep';
  if (kept.every(({ text }) => text === '')) return 'keepNothing';
  return draft.objective.trim() !== '' && secondsOfHours(draft.objective) === undefined ? 'objective' : undefined;
}

/** A draft as the API takes it; undefined while something is wrong with it. A pause that is in force stays. Pure. */
export function specOf(pipeline: string, draft: ScheduleDraft, paused?: ScheduleSpec['paused']): ScheduleSpec | undefined {
  if (draftProblem(draft)) return undefined;
  const retention = Object.fromEntries(KEEP.flatMap(({ id, most }) => (wholeNumber(draft[id], most) === undefined ? [] : [[id, wholeNumber(draft[id], most)]])));
  const objective = secondsOfHours(draft.objective);
  return {
    pipeline,
    ...(!draft.whole && { elements: [...draft.elements] }),
    cron: draft.cron.trim().split(/\s+/).join(' '),
    timeZone: draft.timeZone.trim(),
    consistency: draft.consistency,
    ...(draft.consistency !== 'crash' && { longestPauseSeconds: wholeNumber(draft.pause, 600) }),
    retention,
    ...(objective !== undefined && { objectiveSeconds: objective }),
    ...(paused && { paused }),
  };
}
