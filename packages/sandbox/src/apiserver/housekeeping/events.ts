import type { Room } from '../Room';
import type { Keeper } from '.';

const EVENTS = '/events';
/** As a real API server keeps them. */
const KEEP_MS = 3600 * 1000;
const MOST = 3000;
const CHECK_EVERY_MS = 60_000;

/** Events go after an hour, or sooner when there are too many: memory stays bounded. */
export function createEventKeeper(
  room: Room,
  log: (line: string) => void,
): Keeper {
  const sweep = () => {
    const oldest = room.now().getTime() - KEEP_MS;
    const events = room.store
      .list(EVENTS)
      .sort((a, b) => bornAt(a) - bornAt(b));
    const surplus = Math.max(0, events.length - MOST);
    events.forEach((event, index) => {
      if (index < surplus || bornAt(event) < oldest) {
        room.store.remove(EVENTS, event);
      }
    });
  };
  const timer = setInterval(() => {
    try {
      sweep();
    } catch (error) {
      log(`events: ${String(error)}`);
    }
  }, CHECK_EVERY_MS);
  return { work: () => undefined, stop: () => clearInterval(timer) };
}

function bornAt(event: { metadata: { creationTimestamp?: string } }): number {
  return Date.parse(event.metadata.creationTimestamp ?? '') || 0;
}
