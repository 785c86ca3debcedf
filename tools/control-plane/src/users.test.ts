import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { repositoryRoot } from './cache';
import { kubeconfig } from './kubeconfig';
import { makeTokens, tokenFile, userRoles } from './users';

describe('users of the control plane', () => {
  const tokens = makeTokens();

  it('only the administrator is in the group of masters', () => {
    const rows = tokenFile(tokens).split('\n');
    expect(rows).toHaveLength(8);
    expect(rows.filter(row => row.includes('system:masters'))).toEqual([
      `${tokens.admin},admin,admin,"system:masters"`,
    ]);
  });

  it('nobody may read a Secret, and nobody has no role', () => {
    const roles = JSON.stringify(userRoles());
    expect(roles).not.toContain('"nobody"');
    for (const { body } of userRoles()) {
      expect(body).not.toMatchObject({
        rules: expect.arrayContaining([
          expect.objectContaining({
            resources: expect.arrayContaining(['secrets']),
            verbs: expect.arrayContaining(['get']),
          }),
        ]),
      });
    }
  });

  it('what the page on Kubernetes rights says is what is installed', () => {
    const page = readFileSync(
      path.join(repositoryRoot(), 'docs/kubernetes-rbac.md'),
      'utf8',
    );
    const documented = page
      .split('```yaml\n')
      .slice(1)
      .flatMap(part => parseAllDocuments(part.split('```')[0]))
      .map(document => document.toJS())
      .filter(({ kind }) => kind === 'ClusterRole');
    const names = documented.map(({ metadata }) => metadata.name);
    expect(names).toEqual([
      'penstock-read',
      'penstock-snapshot',
      'penstock-restore',
      'penstock-expand',
      'penstock-create',
    ]);
    const installed = userRoles().map(({ body }) => body);
    expect(installed).toEqual(expect.arrayContaining(documented));
  });

  it('a limited user has the roles of its use', () => {
    const bound = (user: string) =>
      userRoles().flatMap(({ body }) => {
        const { subjects, roleRef } = Object(body);
        return subjects?.[0].name === user ? [roleRef.name] : [];
      });
    expect(bound('penstock-read')).toEqual(['penstock-read']);
    expect(bound('penstock-snapshot')).toEqual([
      'penstock-read',
      'penstock-snapshot',
    ]);
    expect(bound('penstock-restore')).toEqual([
      'penstock-read',
      'penstock-snapshot',
      'penstock-restore',
    ]);
    expect(bound('penstock-expand')).toEqual([
      'penstock-read',
      'penstock-expand',
    ]);
  });

  it('the kubeconfig has one context per user, the administrator’s current', () => {
    const config = parse(kubeconfig('c', 'https://127.0.0.1:1', 'PEM', tokens));
    expect(config['current-context']).toBe('admin');
    expect(config.users).toContainEqual({
      name: 'read-only',
      user: { token: tokens['read-only'] },
    });
    expect(config.contexts).toHaveLength(8);
    expect(config.clusters[0].cluster['certificate-authority-data']).toBe(
      Buffer.from('PEM').toString('base64'),
    );
  });
});
