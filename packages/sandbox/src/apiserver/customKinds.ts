import { arrayAt, isObject, Json, KubeObject, objectAt, stringAt } from './json';
import type { KindRegistry, PrinterColumn, ResourceKind } from './kinds';
import type { Room } from './Room';
import type { Schema } from './schema/Schema';

/** Storage key of definitions. */
export const DEFINITIONS = 'apiextensions.k8s.io/customresourcedefinitions';

/** The kinds that a CustomResourceDefinition serves, one per served version; the preferred (stored) one first. */
export function kindsOf(definition: KubeObject): ResourceKind[] {
  const spec = objectAt(definition, 'spec');
  const names = objectAt(spec, 'names');
  const kind = stringAt(names, 'kind') ?? '';
  return arrayAt(spec, 'versions')
    .filter(version => objectAt(version).served !== false)
    .sort((a, b) => storageFirst(a) - storageFirst(b))
    .map(version => ({
      group: stringAt(spec, 'group') ?? '',
      version: stringAt(version, 'name') ?? '',
      kind,
      plural: stringAt(names, 'plural') ?? '',
      singular: stringAt(names, 'singular') ?? kind.toLowerCase(),
      shortNames: arrayAt(names, 'shortNames').map(String),
      categories: arrayAt(names, 'categories').map(String),
      namespaced: spec.scope !== 'Cluster',
      custom: true,
      statusSubresource:
        objectAt(version, 'subresources').status !== undefined,
      scaleSubresource: false,
      counted: true,
      names: 'subdomain',
      schema: schemaOf(version),
      columns: arrayAt(version, 'additionalPrinterColumns').map(columnOf),
      review: false,
    }));
}

function storageFirst(version: Json): number {
  return objectAt(version).storage === true ? 0 : 1;
}

function schemaOf(version: Json): Schema | undefined {
  const schema = objectAt(version, 'schema').openAPIV3Schema;
  return isObject(schema) ? schema : undefined;
}

function columnOf(column: Json): PrinterColumn {
  const { priority } = objectAt(column);
  return {
    name: stringAt(column, 'name') ?? '',
    type: stringAt(column, 'type') ?? 'string',
    jsonPath: stringAt(column, 'jsonPath') ?? '',
    priority: typeof priority === 'number' ? priority : 0,
  };
}

/**
 * Keeps the served kinds in step with the CustomResourceDefinition objects:
 * those there now, and every change. Returns how to stop.
 */
export function followDefinitions(room: Room): () => void {
  room.store.list(DEFINITIONS).forEach(entry => register(room.kinds, entry));
  return room.store.listen(event => {
    if (event.resource !== DEFINITIONS) {
      return;
    }
    if (event.type !== 'DELETED') {
      register(room.kinds, event.object);
      return;
    }
    for (const kind of kindsOf(event.object)) {
      room.kinds.unregister(kind.group, kind.plural);
      // The objects of a kind do not outlive its definition.
      for (const object of room.store.list(`${kind.group}/${kind.plural}`)) {
        room.store.remove(`${kind.group}/${kind.plural}`, object);
      }
    }
  });
}

function register(kinds: KindRegistry, definition: KubeObject): void {
  const served = kindsOf(definition);
  const [first] = served;
  if (first !== undefined) {
    kinds.register(first.group, first.plural, served);
  }
}

/** The status a definition gets: accepted and established at once. */
export function definitionStatus(
  definition: KubeObject,
  time: string,
): KubeObject {
  const spec = objectAt(definition, 'spec');
  const condition = (type: string, reason: string, message: string) => ({
    type,
    status: 'True',
    lastTransitionTime: time,
    reason,
    message,
  });
  return {
    ...definition,
    status: {
      conditions: [
        condition('NamesAccepted', 'NoConflicts', 'no conflicts found'),
        condition(
          'Established',
          'InitialNamesAccepted',
          'the initial names have been accepted',
        ),
      ],
      acceptedNames: spec.names,
      storedVersions: arrayAt(spec, 'versions')
        .filter(version => objectAt(version).storage === true)
        .map(version => stringAt(version, 'name') ?? ''),
    },
  };
}
