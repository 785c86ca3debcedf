import type { Clock } from '../../contracts';
import type { Room } from '../Room';

/** Starts what a controller-manager and kubelet do for every object. Returns how to stop. */
export function startHousekeeping(room: Room, clock: Clock): () => void {
  return room.store.listen(() => clock.speed);
}
