/** A ConfigMap to create, update or apply. */
export function configMap(
  name: string,
  data: Record<string, string> = { k: '1' },
  metadata: Record<string, unknown> = {},
) {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, ...metadata },
    data,
  };
}
