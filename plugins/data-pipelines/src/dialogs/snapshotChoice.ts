import type { Consistency, OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';

/** How consistent a snapshot can be asked to be, strongest first. */
export const CONSISTENCIES: readonly Consistency[] = ['native', 'application', 'crash'];

/** The limits of the API for pauses in seconds, days and notes. */
export const LIMITS = { pause: 600, days: 3650, note: 200 } as const;

/** What is entered into the dialog of a snapshot; numbers as typed. */
export interface SnapshotChoice {
  /** Ids of the elements; none stands for the whole pipeline. */
  elements: readonly string[];
  whole: boolean;
  /** Claims of the one element that is chosen; none stands for all of them. */
  volumes: readonly string[];
  consistency: Consistency;
  pause: string;
  /** Empty: kept until it is deleted. */
  days: string;
  note: string;
}

/** What to begin with: all of the pipeline, the element that it was opened for, or some of its volumes. Pure. */
export function firstSnapshot(element: string | undefined, volumes: readonly string[] = []): SnapshotChoice {
  return { elements: element ? [element] : [], whole: element === undefined, volumes: element ? volumes : [], consistency: 'application', pause: '60', days: '30', note: '' };
}

/** A whole number from 1 to `most`; undefined where the text is none. Pure. */
export function wholeNumber(text: string, most: number): number | undefined {
  const trimmed = text.trim();
  const value = Number(trimmed);
  return /^\d{1,9}$/.test(trimmed) && value >= 1 && value <= most ? value : undefined;
}

/** The first thing that is wrong with what was entered; undefined where nothing is. Pure. */
export function snapshotProblem({ whole, elements, consistency, pause, days }: SnapshotChoice): 'elements' | 'pause' | 'days' | undefined {
  if (!whole && elements.length === 0) return 'elements';
  if (consistency !== 'crash' && wholeNumber(pause, LIMITS.pause) === undefined) return 'pause';
  return days.trim() !== '' && wholeNumber(days, LIMITS.days) === undefined ? 'days' : undefined;
}

/** What was entered, as the API takes it; undefined while something is wrong with it. Pure. */
export function snapshotRequest(pipeline: string, choice: SnapshotChoice): OperationRequest | undefined {
  if (snapshotProblem(choice)) return undefined;
  const { whole, elements, volumes, consistency, pause, days, note } = choice;
  const longestPauseSeconds = consistency === 'crash' ? undefined : wholeNumber(pause, LIMITS.pause);
  const keepDays = wholeNumber(days, LIMITS.days);
  return {
    kind: 'snapshot',
    ...(whole ? { pipeline } : { elements: [...elements] }),
    ...(!whole && volumes.length > 0 && { volumes: [...volumes] }),
    consistency,
    ...(longestPauseSeconds !== undefined && { longestPauseSeconds }),
    ...(keepDays !== undefined && { keepDays }),
    ...(note.trim() !== '' && { note: note.trim() }),
  };
}
