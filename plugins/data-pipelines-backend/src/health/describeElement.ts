import type { ElementDescription } from '@penstock/backstage-plugin-data-pipelines-node';
import { ANNOTATION_TITLE } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ElementSubject } from './context';

/** What is left of an element whose engine failed: a name, and nothing that could pass for a fact. */
export function bareDescription({ id, root }: Pick<ElementSubject, 'id' | 'root'>): ElementDescription {
  return {
    title: root.metadata.annotations?.[ANNOTATION_TITLE] ?? id,
    members: [],
    volumes: [],
    parts: [],
    queryScope: { namespace: root.metadata.namespace ?? '', name: root.metadata.name },
    streaming: false,
  };
}

/** An element by its engine. An engine that throws harms its own elements only; see `ENGINE_ERROR`. */
export function describeElement(subject: Pick<ElementSubject, 'id' | 'engine' | 'root' | 'inventory'>): ElementDescription {
  try {
    return subject.engine.describe(subject.root, subject.inventory);
  } catch {
    return bareDescription(subject);
  }
}
