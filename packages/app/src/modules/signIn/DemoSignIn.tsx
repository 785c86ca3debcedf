import { ProxiedSignInPage, SignInPage } from '@backstage/core-components';
import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import { readDemoUser } from './demoUser';

/**
 * Signs the demo user in without a form; the backend's provider `demo` gives a
 * real token for the user that the header names. Outside the demo the portal's
 * guest provider stands here, to be replaced by the adopter's own.
 */
export function DemoSignIn(props: SignInPageProps) {
  const demo = useApi(configApiRef).getOptionalBoolean('app.demo') ?? false;
  if (!demo) return <SignInPage {...props} providers={['guest']} auto />;
  return <ProxiedSignInPage {...props} provider="demo" headers={{ 'x-demo-user': readDemoUser(window.localStorage) }} />;
}
