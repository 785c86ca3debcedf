import type { FieldChange, ObjectKey, PlannedAct, PlannedStep } from '@penstock/backstage-plugin-data-pipelines-node';

function quoted(text: string): string {
  return `'${text.replace(/'/g, `'\\''`)}'`;
}

/** `/spec/storage/volumes/0/size`, as RFC 6901 writes it. */
export function jsonPointer(path: FieldChange['path']): string {
  return path.map(step => `/${String(step).replace(/~/g, '~0').replace(/\//g, '~1')}`).join('');
}

function jsonPatch(changes: readonly FieldChange[]): string {
  const operations = changes.flatMap(({ path, from, to }) => [
    ...(from === undefined ? [] : [{ op: 'test', path: jsonPointer(path), value: from }]),
    to === undefined ? { op: 'remove', path: jsonPointer(path) } : { op: from === undefined ? 'add' : 'replace', path: jsonPointer(path), value: to },
  ]);
  return JSON.stringify(operations);
}

function target({ cluster, kind, namespace, name }: Omit<ObjectKey, 'apiVersion'>): { context: string; what: string } {
  return { context: `kubectl --context ${cluster}`, what: `${kind.toLowerCase()} ${name}${namespace === undefined ? '' : ` -n ${namespace}`}` };
}

function command(act: PlannedAct): string | undefined {
  switch (act.act) {
    case 'create':
      return `kubectl --context ${act.cluster} create -f - <<< ${quoted(JSON.stringify(act.object))}`;
    case 'patch': {
      const { context, what } = target(act.target);
      return `${context} patch ${what}${act.subresource === undefined ? '' : ` --subresource=${act.subresource}`} --type=json -p ${quoted(jsonPatch(act.changes))}`;
    }
    case 'delete': {
      const { context, what } = target(act.target);
      return `${context} delete ${what} --cascade=${act.propagation} --wait=false`;
    }
    default:
      return undefined;
  }
}

/** The writes of a step as commands for people; undefined where they only follow from what is found. */
export function kubectlOf({ acts }: Pick<PlannedStep, 'acts'>): string | undefined {
  const commands = acts.flatMap(act => command(act) ?? []);
  return commands.length === 0 ? undefined : commands.join('\n');
}
