import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useClock } from '../api/clock';

/** How often at most something that changes all the time is said, in milliseconds. */
export const ANNOUNCE_EVERY_MS = 15_000;

/**
 * What a live region says of a text that keeps changing: the text as it is now,
 * but never more often than every 15 seconds. At first it says nothing: who
 * opens a page reads it.
 */
export function useAnnouncement(text: string): string {
  const clock = useClock();
  const [said, setSaid] = useState('');
  const last = useRef({ text, at: clock.now() });
  const due = useSyncExternalStore(clock.onTick, () => clock.now() - last.current.at >= ANNOUNCE_EVERY_MS);
  useEffect(() => {
    if (!due || text === last.current.text) return;
    last.current = { text, at: clock.now() };
    setSaid(text);
  }, [clock, due, text]);
  return said;
}
