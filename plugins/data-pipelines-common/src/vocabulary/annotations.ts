/**
 * Label on an operator resource that names the pipeline it belongs to (the
 * Kubernetes recommended label of the same name).
 * @public
 */
export const LABEL_PIPELINE = 'app.kubernetes.io/part-of';

/**
 * Label on an operator resource and annotation on its catalog entity: the
 * stable id of the element, unique over all clusters.
 * @public
 */
export const LABEL_ELEMENT = 'penstock.dev/element';

/**
 * Annotation on an operator resource: comma separated ids of the elements that
 * this one reads from.
 * @public
 */
export const ANNOTATION_READS_FROM = 'penstock.dev/reads-from';

/**
 * Annotation on an operator resource: comma separated ids of the elements that
 * this one writes to.
 * @public
 */
export const ANNOTATION_WRITES_TO = 'penstock.dev/writes-to';

/**
 * Annotation on an operator resource: entity reference of the owner, used when
 * no catalog-info file names one.
 * @public
 */
export const ANNOTATION_OWNER = 'penstock.dev/owner';

/**
 * Annotation on an operator resource: title for pages, where the id is not
 * meant for reading.
 * @public
 */
export const ANNOTATION_TITLE = 'penstock.dev/title';

/**
 * Annotation on a catalog System: the pipeline's name, where it differs from
 * the entity's.
 * @public
 */
export const ANNOTATION_PIPELINE = 'penstock.dev/pipeline';

/** `spec.type` of the System that stands for a pipeline. @public */
export const PIPELINE_SYSTEM_TYPE = 'data-pipeline';

/** Backstage's own annotation for the cluster of an entity. @public */
export const ANNOTATION_KUBERNETES_CLUSTER = 'backstage.io/kubernetes-cluster';

/** Backstage's own annotation for the namespace of an entity. @public */
export const ANNOTATION_KUBERNETES_NAMESPACE = 'backstage.io/kubernetes-namespace';

/** Field manager of everything that Penstock writes by server-side apply. @public */
export const FIELD_MANAGER = 'penstock';

/**
 * Annotation on an operator resource: comma separated Kafka consumer groups
 * under which it reads, where its kind does not tell (Spark, own programs).
 * @public
 */
export const ANNOTATION_CONSUMER_GROUP = 'penstock.dev/consumer-group';

/**
 * Annotation on a Spark resource: names of its streaming queries
 * (`queryName`), comma separated, by which its metrics are named. Without it
 * the one query is taken to be called like the application.
 * @public
 */
export const ANNOTATION_STREAMING_QUERY = 'penstock.dev/streaming-query';

/**
 * Annotation on an Elasticsearch: how many copies of each shard its indices
 * are meant to keep, primary included. No field of the resource holds it.
 * @public
 */
export const ANNOTATION_SHARD_COPIES = 'penstock.dev/shard-copies';

/**
 * Annotation on a Spark resource: `streaming`, `batch` or `scheduled`. Without
 * it an application that restarts whatever happens is a stream.
 * @public
 */
export const ANNOTATION_SPARK_MODE = 'penstock.dev/mode';

/**
 * Annotation on an operator resource: `required` refuses a storage class that
 * does not state that it encrypts.
 * @public
 */
export const ANNOTATION_ENCRYPTION = 'penstock.dev/encryption';

/**
 * Label on everything that an operation makes: the id of the operation. What
 * lacks it is never deleted by Penstock unless a plan named it with its uid.
 * @public
 */
export const LABEL_OPERATION = 'penstock.dev/operation';

/**
 * Label on the parts of a recovery point that Penstock made: the id of the
 * point, which is the id of the operation that made it.
 * @public
 */
export const LABEL_RECOVERY_POINT = 'penstock.dev/recovery-point';

/** Value of `app.kubernetes.io/managed-by` on everything that an operation makes. @public */
export const MANAGED_BY = 'penstock';

/** Annotation on what an operation makes: hash of the plan. @public */
export const ANNOTATION_PLAN_HASH = 'penstock.dev/plan-hash';

/**
 * Annotation on each snapshot of a recovery point: a JSON object with what was
 * meant (`pipeline`, `wanted`, `madeBy`, `schedule`, `note`, `expiresAt`,
 * `planned`) and, once the cut is concluded, what was got (`got`,
 * `downgraded`, `pausedMs`, `skewMs`, `offsets`).
 * @public
 */
export const ANNOTATION_POINT = 'penstock.dev/point';

/**
 * Annotation on a volume that a restore in place replaced: until when it is
 * kept as the undo (RFC 3339).
 * @public
 */
export const ANNOTATION_KEPT_UNTIL = 'penstock.dev/kept-until';

/** Label on the resources of a copy: id of the element that it was copied from. @public */
export const LABEL_COPY_OF = 'penstock.dev/copy-of';
