import type { KubernetesManifest } from '@penstock/backstage-plugin-data-pipelines-common';
import { ALLOWED_KINDS } from './allowedKinds';
import { validateManifests } from './validateManifests';

const apiVersion = 'rbac.authorization.k8s.io/v1';
const labels = { 'app.kubernetes.io/part-of': 'orders', 'penstock.dev/element': 'orders-spark' };
/** What the template for Spark writes. */
const EXECUTORS = {
  apiGroups: [''],
  resources: ['pods', 'services', 'configmaps', 'persistentvolumeclaims'],
  verbs: ['create', 'get', 'list', 'watch', 'update', 'patch', 'delete', 'deletecollection'],
};
const role = (rules: unknown): KubernetesManifest => ({ apiVersion, kind: 'Role', metadata: { name: 'driver', labels }, rules });
const binding = (over: object = {}): KubernetesManifest => ({
  ...{ apiVersion, kind: 'RoleBinding', metadata: { name: 'driver', labels } },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'driver' },
  subjects: [{ kind: 'ServiceAccount', name: 'driver', namespace: 'orders' }],
  ...over,
});
const problemsOf = (...manifests: KubernetesManifest[]) =>
  validateManifests({ namespace: 'orders', manifests, kinds: ALLOWED_KINDS }).problems;

describe('the rights that manifests grant', () => {
  it('may be those that a Spark driver needs', () => {
    expect(problemsOf(role([EXECUTORS]), binding())).toEqual([]);
    expect(problemsOf(role([{ ...EXECUTORS, resources: ['pods'], verbs: ['get'] }]))).toEqual([]);
  });

  it.each([
    ['every group', { apiGroups: ['*'] }, 'rules[1].apiGroups'],
    ['another group', { apiGroups: ['', 'apps'] }, 'rules[1].apiGroups'],
    ['secrets', { resources: ['pods', 'secrets'] }, 'rules[1].resources'],
    ['commands in pods', { resources: ['pods/exec'] }, 'rules[1].resources'],
    ['every resource', { resources: ['*'] }, 'rules[1].resources'],
    ['tokens of accounts', { resources: ['serviceaccounts/token'] }, 'rules[1].resources'],
    ['every verb', { verbs: ['*'] }, 'rules[1].verbs'],
    ['escalation', { verbs: ['get', 'escalate'] }, 'rules[1].verbs'],
    ['what is no word', { verbs: [['get']] }, 'rules[1].verbs'],
    ['what is no list', { verbs: 'get' }, 'rules[1].verbs'],
    ['paths of the server', { nonResourceURLs: ['/metrics'] }, 'rules[1].nonResourceURLs'],
    ['objects by name', { resourceNames: ['x'] }, 'rules[1].resourceNames'],
  ])('may not be to %s', (_, over, path) => {
    expect(problemsOf(role([EXECUTORS, { ...EXECUTORS, ...over }]), binding())).toEqual([
      expect.objectContaining({ code: 'MANIFEST_REFUSED', kind: 'Role', path }),
    ]);
  });

  it('may not come in rules that are no list', () => {
    expect(problemsOf(role({ 0: EXECUTORS }))).toMatchObject([{ code: 'MANIFEST_REFUSED', path: 'rules' }]);
    expect(problemsOf(role(['*']))).toMatchObject([{ code: 'MANIFEST_REFUSED', path: 'rules[0]' }]);
  });

  it('may not be bound from a Role that is there already', () => {
    expect(problemsOf(binding())).toMatchObject([{ code: 'MANIFEST_REFUSED', path: 'roleRef.name' }]);
    const other = binding({ roleRef: { kind: 'Role', name: 'admin' } });
    expect(problemsOf(role([EXECUTORS]), other)).toMatchObject([{ sentence: expect.stringContaining('Role admin'), path: 'roleRef.name' }]);
  });

  it('may not be bound to somebody outside of the namespace', () => {
    const subjects = [{ kind: 'ServiceAccount', name: 'driver', namespace: 'theirs' }];
    expect(problemsOf(role([EXECUTORS]), binding({ subjects }))).toMatchObject([{ path: 'subjects[0]' }]);
  });
});
