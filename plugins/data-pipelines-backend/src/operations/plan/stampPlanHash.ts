import { ANNOTATION_PLAN_HASH } from '@penstock/backstage-plugin-data-pipelines-common';
import type { PlannedAct, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';

/** The act with the hash of its plan in what it creates, so that what is there already can be told from a namesake. */
export function stampAct<Act extends PlannedAct>(act: Act, hash: string): Act {
  if (act.act !== 'create') return act;
  const { metadata } = act.object;
  const annotations = typeof metadata.annotations === 'object' && metadata.annotations !== null && !Array.isArray(metadata.annotations) ? metadata.annotations : {};
  return { ...act, object: { ...act.object, metadata: { ...metadata, annotations: { ...annotations, [ANNOTATION_PLAN_HASH]: hash } } } };
}

/** All steps with the hash of their plan in what they create, when they are undone or resumed, too. */
export function stampSteps(steps: readonly PlannedStep[], hash: string): PlannedStep[] {
  const stamped = (acts: readonly PlannedAct[]) => acts.map(act => stampAct(act, hash));
  return steps.map(step => ({
    ...step,
    acts: stamped(step.acts),
    ...(step.undo === undefined ? {} : { undo: stamped(step.undo) }),
    ...(step.pause === undefined ? {} : { pause: { ...step.pause, resume: stamped(step.pause.resume) } }),
  }));
}
