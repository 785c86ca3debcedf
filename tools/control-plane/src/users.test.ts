import { parse } from 'yaml';
import { kubeconfig } from './kubeconfig';
import { makeTokens, tokenFile, userRoles } from './users';

describe('users of the control plane', () => {
  const tokens = makeTokens();

  it('only the administrator is in the group of masters', () => {
    const rows = tokenFile(tokens).split('\n');
    expect(rows).toHaveLength(4);
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

  it('the kubeconfig has one context per user, the administrator’s current', () => {
    const config = parse(kubeconfig('c', 'https://127.0.0.1:1', 'PEM', tokens));
    expect(config['current-context']).toBe('admin');
    expect(config.users).toContainEqual({
      name: 'read-only',
      user: { token: tokens['read-only'] },
    });
    expect(config.contexts).toHaveLength(4);
    expect(config.clusters[0].cluster['certificate-authority-data']).toBe(
      Buffer.from('PEM').toString('base64'),
    );
  });
});
