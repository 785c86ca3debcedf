import type { JsonObject } from '@backstage/types';
import type { PlannedStep, Watched } from '@penstock/backstage-plugin-data-pipelines-node';

/** Longest that a look may find nothing to read; while it does, the watchdog resumes at the limit of the pause. */
const LOOK_SECONDS = 300;

/** Ids of the two looks at a pause: the first before the cut, the second after it and before the resume. */
export function pauseLookIds(pause: string): { before: string; after: string } {
  return { before: `${pause}/holds`, after: `${pause}/held` };
}

/** The fields that the pause set, with what they have while it is in force. */
function pausedFields({ acts }: PlannedStep): JsonObject[] {
  return acts.flatMap(act =>
    act.act !== 'patch'
      ? []
      : act.changes.map(({ path, to }): JsonObject => ({
          kind: act.target.kind,
          name: act.target.name,
          ...(act.target.namespace === undefined ? {} : { namespace: act.target.namespace }),
          ...(act.uid === undefined ? {} : { uid: act.uid }),
          path: [...path],
          ...(to === undefined ? {} : { to }),
        })),
  );
}

function textOf(watched: Watched): string {
  return watched.by === 'name' ? `${watched.cluster}/${watched.kind}/${watched.namespace ?? ''}/${watched.name}` : JSON.stringify(watched);
}

/** What the pause changes, and what its own wait looks at; each once. */
function watchedBy({ acts, wait }: PlannedStep): Watched[] {
  const targets = acts.flatMap((act): Watched[] => (act.act === 'patch' ? [{ by: 'name', ...act.target }] : []));
  return [...new Map([...targets, ...(wait?.objects ?? [])].map(watched => [textOf(watched), watched])).values()];
}

/**
 * Two looks around a cut at the pause that it rests on. They write nothing and
 * always end: what they saw, with the time of the cluster, decides how
 * consistent the point is.
 */
export function pauseLooks(pause: PlannedStep): { before: PlannedStep; after: PlannedStep } {
  const ids = pauseLookIds(pause.id);
  const objects = watchedBy(pause);
  const params: JsonObject = {
    fields: pausedFields(pause),
    ...(pause.wait === undefined ? {} : { observer: pause.wait.observer, params: pause.wait.params }),
  };
  const common = { acts: [], ...(pause.element === undefined ? {} : { element: pause.element }), deadlineSeconds: LOOK_SECONDS };
  return {
    before: {
      ...common,
      id: ids.before,
      title: 'See that the pause of writes is in force',
      phase: 'Quiescing',
      wait: { observer: 'pause.in-force', objects, params },
    },
    after: {
      ...common,
      id: ids.after,
      title: 'See that writes were paused for the whole cut',
      detail: 'What was paused is still so and was not changed meanwhile; else the point counts as crash-consistent.',
      phase: 'Cutting',
      wait: { observer: 'pause.in-force', objects, params: { ...params, since: ids.before } },
    },
  };
}
