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
  KindState,
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

/** What one cluster says about its elements. */
export interface Discovery {
  cluster: string;
  found: readonly FoundElement[];
  /** State of each root kind, by engine id; several roots of one engine give the worst. */
  kinds: readonly { engine: string; kind: string; state: KindState }[];
}

/** Every element of one cluster: the objects of the engines' root kinds that carry both labels. Pure. */
export function discoverElements(reader: InventoryReader, engines: readonly Engine[]): Discovery {
  const found: FoundElement[] = [];
  const kinds: Discovery['kinds'][number][] = [];
  for (const engine of engines) {
    for (const kind of engine.roots) {
      kinds.push({ engine: engine.id, kind: kind.kind, state: reader.kindState(kind) });
      for (const root of reader.list(kind)) {
        const element = foundElement(reader.cluster, engine, root);
        if (element) found.push(element);
      }
    }
  }
  return { cluster: reader.cluster, found, kinds };
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
