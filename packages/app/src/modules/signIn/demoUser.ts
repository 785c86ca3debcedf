/** The users of the demo: one owns every pipeline, one may only look. */
export const DEMO_USERS = ['owner', 'viewer'] as const;

/** One of {@link DEMO_USERS}. */
export type DemoUser = (typeof DEMO_USERS)[number];

const KEY = 'penstock.demoUser';

/** The demo user of this browser; the owner at first. */
export function readDemoUser(storage: Pick<Storage, 'getItem'>): DemoUser {
  const stored = storage.getItem(KEY);
  return DEMO_USERS.find(user => user === stored) ?? 'owner';
}

/** Remembers the demo user; in force after the page is loaded again. */
export function writeDemoUser(storage: Pick<Storage, 'setItem'>, user: DemoUser): void {
  storage.setItem(KEY, user);
}
