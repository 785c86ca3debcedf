import { renderInTestApp, mockApis } from '@backstage/frontend-test-utils';
import { waitFor } from '@testing-library/react';
import { writeDemoUser } from './demoUser';
import { DemoSignIn } from './DemoSignIn';

const session = {
  providerInfo: {},
  profile: { displayName: 'Victor Viewer' },
  backstageIdentity: {
    token: 'header.eyJleHAiOjQxMDI0NDQ4MDB9.signature',
    identity: { type: 'user', userEntityRef: 'user:default/viewer', ownershipEntityRefs: ['user:default/viewer'] },
  },
};

describe('DemoSignIn', () => {
  it('asks the demo provider for a session of the chosen user, without a form', async () => {
    writeDemoUser(window.localStorage, 'viewer');
    const asked: { url: string; user: string | null }[] = [];
    const fetching = jest.spyOn(global, 'fetch').mockImplementation(async (input, init) => {
      asked.push({ url: String(input), user: new Headers(init?.headers).get('x-demo-user') });
      return new Response(JSON.stringify(session), { status: 200, headers: { 'content-type': 'application/json' } });
    });
    const onSignInSuccess = jest.fn();
    renderInTestApp(<DemoSignIn onSignInSuccess={onSignInSuccess} />, {
      config: { app: { demo: true }, backend: { baseUrl: 'http://localhost:7007' } },
      apis: [mockApis.discovery()],
    });
    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
    expect(asked[0].url).toContain('/api/auth/demo/refresh');
    expect(asked[0].user).toBe('viewer');
    fetching.mockRestore();
  });
});
