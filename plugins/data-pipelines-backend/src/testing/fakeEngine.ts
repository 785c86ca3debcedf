import type { Engine, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';

/** The kind of the fake engine's elements. */
export const WIDGET = { group: 'example.com', kind: 'Widget' };

/**
 * An engine for tests of other rooms: a widget is as well as its
 * `spec.severity` says, and breaks the engine when that is `throw`.
 */
export const fakeEngine: Engine = {
  id: 'widget',
  title: 'Widget',
  roots: [{ ...WIDGET, versions: ['v1'], keep: ['spec'] }],
  reads: [],
  queries: [],
  describe: root => ({
    title: root.metadata.name,
    members: [
      { name: `${root.metadata.name}-0`, namespace: 'ns', role: 'worker', word: 'Healthy', ready: true, restarts: 0, volumes: [] },
    ],
    volumes: [],
    parts: [],
    queryScope: { namespace: root.metadata.namespace ?? '', name: root.metadata.name },
    streaming: true,
  }),
  assess: ({ root, inventory }) => {
    const severity = severityOf(root);
    if (severity === 'throw') throw new Error('the widget is beyond me');
    if (severity !== 'critical' && severity !== 'warning') return [];
    return [
      {
        code: 'WIDGET_BROKEN',
        severity,
        sentence: `Widget ${root.metadata.name} is broken`,
        object: { cluster: inventory.cluster, apiVersion: root.apiVersion, kind: root.kind, name: root.metadata.name },
      },
    ];
  },
};

function severityOf({ spec }: KubernetesObject): unknown {
  return typeof spec === 'object' && spec !== null && 'severity' in spec ? spec.severity : undefined;
}

/** A labelled widget. */
export function widget(
  id: string,
  options: { pipeline?: string; severity?: string; owner?: string; readsFrom?: string; writesTo?: string; created?: string } = {},
): KubernetesObject {
  const { pipeline = 'orders', severity, owner, readsFrom, writesTo, created = '2026-01-01T00:00:00Z' } = options;
  return {
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: {
      name: id,
      namespace: 'ns',
      uid: `uid-${id}`,
      creationTimestamp: created,
      labels: { 'app.kubernetes.io/part-of': pipeline, 'penstock.dev/element': id },
      annotations: {
        ...(owner && { 'penstock.dev/owner': owner }),
        ...(readsFrom && { 'penstock.dev/reads-from': readsFrom }),
        ...(writesTo && { 'penstock.dev/writes-to': writesTo }),
      },
    },
    spec: { severity },
  };
}
