import { useEffect, useState, type ReactNode } from 'react';

/** How long a page waits before it shows that it waits, in milliseconds. */
export const SKELETON_DELAY_MS = 300;

/** Shows its children only when they are still wanted after a moment. */
export function AfterAMoment({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), SKELETON_DELAY_MS);
    return () => clearTimeout(timer);
  }, []);
  return shown ? <>{children}</> : null;
}
