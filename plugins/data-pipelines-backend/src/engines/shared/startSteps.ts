import type { PlannedAct, PlannedElement, PlannedStep, PlannedWait } from '@penstock/backstage-plugin-data-pipelines-node';

/** Pods start one after the other, and read what is on their volumes first. */
export const START_SECONDS = 1800;

/** How an element that was stopped comes back. */
export interface Start {
  /** Its processes, in the engine's word; also the last part of the step's id. */
  processes: 'pods' | 'nodes';
  detail?: string;
  start: readonly PlannedAct[];
  /** Stops it again. */
  stop: readonly PlannedAct[];
  /** Nothing of it runs. */
  stopped: PlannedWait;
  stopSeconds: number;
  /** It runs as before. */
  serves: PlannedWait;
}

/** Waits until the element serves. */
export function servesStep({ root, id }: PlannedElement, wait: PlannedWait, detail?: string): PlannedStep {
  return {
    id: `start/${id}/ready`,
    title: `Wait until ${root.kind} ${root.metadata.name} serves`,
    ...(detail === undefined ? {} : { detail }),
    phase: 'Finalizing',
    element: id,
    acts: [],
    wait,
    deadlineSeconds: START_SECONDS,
  };
}

/** Starts an element, and waits until it serves. */
export function startSteps(element: PlannedElement, { processes, detail, start, stop, stopped, stopSeconds, serves }: Start): PlannedStep[] {
  const { root, id } = element;
  return [
    {
      id: `start/${id}/${processes}`,
      title: `Start the ${processes} of ${root.kind} ${root.metadata.name}`,
      ...(detail === undefined ? {} : { detail }),
      phase: 'Running',
      element: id,
      acts: start,
      // what was done to the volumes before is undone after this, so it has to be stopped again
      undo: stop,
      undoWait: stopped,
      undoSeconds: stopSeconds,
      deadlineSeconds: 60,
    },
    servesStep(element, serves),
  ];
}
