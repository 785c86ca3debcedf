/** Groups that Kubernetes 1.36 serves itself and the sandbox does not. */
const GROUPS = [
  'admissionregistration.k8s.io',
  'apiregistration.k8s.io',
  'autoscaling',
  'certificates.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'internal.apiserver.k8s.io',
  'node.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storagemigration.k8s.io',
];

/** Resources missing from the groups that it does serve; the core group is ''. */
const RESOURCES: Record<string, readonly string[]> = {
  '': ['bindings', 'componentstatuses', 'podtemplates', 'replicationcontrollers'],
  'authentication.k8s.io': ['tokenreviews'],
  'authorization.k8s.io': ['localsubjectaccessreviews', 'subjectaccessreviews'],
  'networking.k8s.io': ['ingressclasses', 'ipaddresses', 'servicecidrs'],
  'storage.k8s.io': [
    'csidrivers',
    'csinodes',
    'csistoragecapacities',
    'volumeattachments',
  ],
};

/** Whether a real API server has this resource and the sandbox leaves it out: that is told, not hidden behind a 404. */
export function isLeftOut(group: string, plural: string): boolean {
  return GROUPS.includes(group) || (RESOURCES[group] ?? []).includes(plural);
}
