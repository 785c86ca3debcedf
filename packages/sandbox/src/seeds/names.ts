/** Strings of the contract with the product (architecture: "Contracts with the outside"). Copied: the two meet only over HTTP. */
export const LABEL_PIPELINE = 'app.kubernetes.io/part-of';
export const LABEL_ELEMENT = 'penstock.dev/element';
export const ANNOTATION_READS_FROM = 'penstock.dev/reads-from';
export const ANNOTATION_WRITES_TO = 'penstock.dev/writes-to';
export const ANNOTATION_OWNER = 'penstock.dev/owner';
export const ANNOTATION_TITLE = 'penstock.dev/title';

/** Default StorageClass of the seeds: encrypted, expandable. */
export const ENCRYPTED_CLASS = 'fast-encrypted';
export const GIB = 2 ** 30;

/** One pipeline of the seeds. */
export interface PipelineSeed {
  pipeline: string;
  namespace: string;
  /** Entity reference. */
  owner: string;
}

/** Metadata of an element's operator resource. */
export function elementMeta(
  seed: PipelineSeed,
  element: string,
  parts: {
    name?: string;
    title?: string;
    readsFrom?: string[];
    writesTo?: string[];
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  } = {},
) {
  const { readsFrom = [], writesTo = [] } = parts;
  return {
    name: parts.name ?? element,
    namespace: seed.namespace,
    labels: {
      ...parts.labels,
      [LABEL_PIPELINE]: seed.pipeline,
      [LABEL_ELEMENT]: element,
    },
    annotations: {
      ...parts.annotations,
      [ANNOTATION_OWNER]: seed.owner,
      ...(parts.title ? { [ANNOTATION_TITLE]: parts.title } : {}),
      ...(readsFrom.length > 0
        ? { [ANNOTATION_READS_FROM]: readsFrom.join() }
        : {}),
      ...(writesTo.length > 0
        ? { [ANNOTATION_WRITES_TO]: writesTo.join() }
        : {}),
    },
  };
}
