import type { GroupKind } from './kubernetes';

/**
 * A kind that the inventory keeps in memory, and which of its fields.
 * @public
 */
export interface WatchedKind extends GroupKind {
  /** API versions that the reader understands, best first, e.g. `['v1', 'v1beta2']`. */
  versions: readonly [string, ...string[]];
  /**
   * Dotted paths that are kept besides `apiVersion`, `kind` and the trimmed
   * metadata; everything else is dropped before anybody sees the object. A
   * path keeps the whole subtree below it; `*` stands for every array item or
   * map value, as in `spec.containers.*.name`. A name that holds dots stands in
   * brackets, where `*` may also be a part of it:
   * `spec.kafka.config["min.insync.replicas"]`. Of maps that may hold
   * credentials keep single keys, never the whole.
   */
  keep: readonly string[];
  /** Annotations that are kept; all labels are. `*` at the end matches a prefix. */
  keepAnnotations?: readonly string[];
  /** Field managers whose names are kept, of all that wrote to the object; what they wrote is not. */
  keepManagers?: readonly string[];
}
