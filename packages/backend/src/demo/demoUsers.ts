/** The demo's users; `demo/org.yaml` describes them and their groups. */
export const DEMO_USERS = ['owner', 'viewer'] as const;

/** The group whose members may look but not touch. */
export const VIEWERS_GROUP = 'group:default/viewers';

/** Request header by which a browser or a script says which demo user it is. */
export const DEMO_USER_HEADER = 'x-demo-user';

/**
 * Entity reference of the demo user that a request names; the owner where it
 * names none.
 *
 * @returns undefined for a name that is no demo user
 */
export function demoUserRef(name: string | undefined): string | undefined {
  const user = DEMO_USERS.find(candidate => candidate === (name ?? 'owner'));
  return user && `user:default/${user}`;
}
