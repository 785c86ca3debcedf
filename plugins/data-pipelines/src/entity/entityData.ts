import type { Entity } from '@backstage/catalog-model';
import { LABEL_ELEMENT, ANNOTATION_PIPELINE, PIPELINE_SYSTEM_TYPE } from '@penstock/backstage-plugin-data-pipelines-common';

/** What an entity stands for in Penstock. */
export type EntityData = { kind: 'pipeline'; name: string } | { kind: 'element'; id: string } | { kind: 'none' };

/** A System of type data-pipeline is a pipeline; an entity with the element annotation is that element. */
export function entityData(entity: Entity): EntityData {
  const element = entity.metadata.annotations?.[LABEL_ELEMENT];
  if (element) return { kind: 'element', id: element };
  if (entity.kind === 'System' && entity.spec?.type === PIPELINE_SYSTEM_TYPE) {
    return { kind: 'pipeline', name: entity.metadata.annotations?.[ANNOTATION_PIPELINE] ?? entity.metadata.name };
  }
  return { kind: 'none' };
}
