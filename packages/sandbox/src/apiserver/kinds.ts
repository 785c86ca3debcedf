import type { Schema } from './schema/Schema';

/** A column that `kubectl get` prints. */
export interface PrinterColumn {
  name: string;
  type: string;
  /** Path such as `.status.phase`. */
  jsonPath: string;
  priority: number;
}

/** One resource the server serves, built in or registered by a CustomResourceDefinition. */
export interface ResourceKind {
  group: string;
  version: string;
  kind: string;
  plural: string;
  singular: string;
  shortNames: string[];
  categories: string[];
  namespaced: boolean;
  /** From a CustomResourceDefinition: validated by its schema, no strategic merge patch. */
  custom: boolean;
  statusSubresource: boolean;
  scaleSubresource: boolean;
  /** Counts generations. */
  counted: boolean;
  /** Which rule names obey: RFC 1123 subdomain (253), label (63), or a path segment (RBAC). */
  names: 'subdomain' | 'label' | 'segment';
  /** Structure of the object; absent when the sandbox knows none. */
  schema?: Schema;
  columns: PrinterColumn[];
  /** Only created and answered, never stored (access reviews). */
  review: boolean;
}

/** `apps/v1`, or `v1` for the core group. */
export function apiVersionOf(kind: {
  group: string;
  version: string;
}): string {
  return kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
}

/** Key of the storage of a resource; all its versions share it. */
export function resourceKey(kind: { group: string; plural: string }): string {
  return `${kind.group}/${kind.plural}`;
}

/** The kinds one API server serves now. */
export class KindRegistry {
  private readonly byPath = new Map<string, ResourceKind>();
  private readonly builtIn: ReadonlySet<ResourceKind>;
  private changes = 0;

  constructor(builtIn: readonly ResourceKind[]) {
    this.builtIn = new Set(builtIn);
    for (const kind of builtIn) {
      this.byPath.set(pathKey(kind.group, kind.version, kind.plural), kind);
    }
  }

  /** Counts registrations, so that documents made from the kinds can be kept. */
  get edition(): number {
    return this.changes;
  }

  /** All kinds, in the order of registration. */
  all(): ResourceKind[] {
    return [...this.byPath.values()];
  }

  /** The kind behind a path, if it is served. */
  find(
    group: string,
    version: string,
    plural: string,
  ): ResourceKind | undefined {
    return this.byPath.get(pathKey(group, version, plural));
  }

  /** The kind an object names, if it is served. */
  findKind(apiVersion: string, kind: string): ResourceKind | undefined {
    return this.all().find(
      entry => entry.kind === kind && apiVersionOf(entry) === apiVersion,
    );
  }

  /** Any served version of a stored resource. */
  findResource(key: string): ResourceKind | undefined {
    return this.all().find(entry => resourceKey(entry) === key);
  }

  /** Whether the group, and the version when given, is served at all. */
  serves(group: string, version?: string): boolean {
    return this.all().some(
      entry =>
        entry.group === group &&
        (version === undefined || entry.version === version),
    );
  }

  /** Replaces all kinds that one CustomResourceDefinition registered. */
  register(group: string, plural: string, kinds: ResourceKind[]): void {
    this.unregister(group, plural);
    for (const kind of kinds) {
      this.byPath.set(pathKey(group, kind.version, plural), kind);
    }
    this.changes += 1;
  }

  /** Removes the kinds of a CustomResourceDefinition. */
  unregister(group: string, plural: string): void {
    for (const [key, kind] of this.byPath) {
      if (
        kind.group === group &&
        kind.plural === plural &&
        !this.builtIn.has(kind)
      ) {
        this.byPath.delete(key);
        this.changes += 1;
      }
    }
  }
}

function pathKey(group: string, version: string, plural: string): string {
  return `${group}/${version}/${plural}`;
}
