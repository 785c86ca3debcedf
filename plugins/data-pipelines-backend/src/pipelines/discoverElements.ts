import {
  ANNOTATION_OWNER,
  ANNOTATION_READS_FROM,
  ANNOTATION_TITLE,
  ANNOTATION_WRITES_TO,
  LABEL_ELEMENT,
  LABEL_PIPELINE,
} from '@penstock/backstage-plugin-data-pipelines-common';
import type {
  Engine,
  InventoryReader,
  KubernetesObject,
} from '@penstock/backstage-plugin-data-pipelines-node';

/** A labelled root object, before its engine has looked at it. */
export interface FoundElement {
  id: string;
  pipeline: string;
  cluster: string;
  engine: Engine;
  root: KubernetesObject;
  readsFrom: readonly string[];
  writesTo: readonly string[];
  /** From the annotation; a catalog-info file may know better. */
  owner?: string;
  title?: string;
}

/** Every element of one cluster: the objects of the engines' root kinds that carry both labels. Pure. */
export function discoverElements(reader: InventoryReader, engines: readonly Engine[]): FoundElement[] {
  return engines.flatMap(engine =>
    engine.roots.flatMap(kind =>
      reader.list(kind).flatMap(root => foundElement(reader.cluster, engine, root) ?? []),
    ),
  );
}

function foundElement(cluster: string, engine: Engine, root: KubernetesObject): FoundElement | undefined {
  const { labels = {}, annotations = {} } = root.metadata;
  const id = labels[LABEL_ELEMENT];
  const pipeline = labels[LABEL_PIPELINE];
  if (!id || !pipeline || engine.isElement?.(root) === false) return undefined;
  return {
    id,
    pipeline,
    cluster,
    engine,
    root,
    readsFrom: idList(annotations[ANNOTATION_READS_FROM]),
    writesTo: idList(annotations[ANNOTATION_WRITES_TO]),
    owner: annotations[ANNOTATION_OWNER]?.trim() || undefined,
    title: annotations[ANNOTATION_TITLE]?.trim() || undefined,
  };
}

/** The ids in a comma separated annotation, each once, in the order given. */
export function idList(text: string | undefined): string[] {
  const ids = (text ?? '').split(',').map(part => part.trim());
  return [...new Set(ids.filter(id => id !== ''))];
}
