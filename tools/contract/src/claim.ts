/** A PersistentVolumeClaim to create. */
export function claim(
  name: string,
  storage: string,
  spec: Record<string, unknown> = {},
) {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage } },
      ...spec,
    },
  };
}
