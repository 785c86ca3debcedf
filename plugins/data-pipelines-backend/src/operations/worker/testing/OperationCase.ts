import type { Derivation, KubernetesObject, Observer, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';
import type { FinalPhase } from '../../store/OperationStore';
import { ANNOTATION_FENCED_VERSION } from '../acts/patchObject';
import type { FakeApiServer } from './FakeApiServer';

/** Clusters of a case, by name. */
export type FakeWorld = Readonly<Record<string, FakeApiServer>>;

/** One operation in one world: what the harnesses are called with. */
export interface OperationCase {
  /** For messages. */
  name: string;
  /** The steps of the plan; what they make must carry the label of the operation. */
  steps(operation: string): readonly PlannedStep[];
  /** Fresh clusters, as they are before the operation. */
  world(): FakeWorld;
  observers: Readonly<Record<string, Observer>>;
  derivations?: Readonly<Record<string, Derivation>>;
  /** What the controllers of the clusters do in a moment; called again and again, also when there is nothing to do. */
  settle(world: FakeWorld): void;
  /** How the operation ends when nothing goes wrong; Succeeded unless told. */
  ends?: FinalPhase;
  /** Seconds for the whole operation; an hour unless told. */
  deadlineSeconds?: number;
  /** An object without what may rightly differ between two runs, e.g. a measured time; undefined to leave it out. */
  comparable?(object: KubernetesObject): KubernetesObject | undefined;
}

/** Objects of a world by cluster, kind and name, without what a server gives anew each time. */
export function worldText({ comparable = object => object }: Pick<OperationCase, 'comparable'>, world: FakeWorld): Record<string, unknown> {
  const entries = Object.entries(world).flatMap(([cluster, server]) =>
    server.objects().flatMap((object): [string, unknown][] => {
      const kept = comparable(object);
      if (!kept) return [];
      const { uid: _uid, resourceVersion: _version, creationTimestamp: _created, deletionTimestamp: _deleted, ...metadata } = kept.metadata;
      // says when an act was taken back, not what came of the operation
      const { [ANNOTATION_FENCED_VERSION]: _fenced, ...annotations } = metadata.annotations ?? {};
      const known = Object.keys(annotations).length > 0 ? { ...metadata, annotations } : metadata;
      if (known === metadata) delete metadata.annotations;
      return [[`${cluster}/${kept.metadata.namespace ?? ''}/${kept.kind}/${kept.metadata.name}`, { ...kept, metadata: known }]];
    }),
  );
  return Object.fromEntries(entries.sort(([left], [right]) => left.localeCompare(right)));
}
