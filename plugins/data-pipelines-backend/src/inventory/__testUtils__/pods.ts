/** A pod as an API server sends it, with what the inventory drops. */
export function podJson(name: string, resourceVersion: string, labels: Record<string, string> = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'orders',
      uid: `uid-${name}`,
      resourceVersion,
      labels,
      managedFields: [{ manager: 'kubelet', operation: 'Update', fieldsV1: { 'f:status': {} } }],
    },
    spec: { nodeName: 'node-1', containers: [{ name: 'main', env: [{ name: 'PASSWORD', value: 'hunter2' }] }] },
    status: { phase: 'Running' },
  };
}

/** A list answer of pods. */
export function podList(resourceVersion: string, pods: readonly unknown[], next?: string) {
  return {
    body: {
      kind: 'PodList',
      apiVersion: 'v1',
      metadata: { resourceVersion, ...(next ? { continue: next } : {}) },
      items: pods,
    },
  };
}

/** A failure as API servers word it. */
export function statusJson(code: number, reason: string, message = reason, causes: string[] = []) {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    code,
    reason,
    message,
    details: { causes: causes.map(cause => ({ reason: cause, message: cause })) },
  };
}
