import type { Clock } from '../../contracts';
import type { StoreEvent } from '../../state/ObjectStore';
import type { Room } from '../Room';
import type { Keeper } from '.';
import { newest } from './writes';

const PODS = '/pods';
/** Containers of the sandbox end soon after they are asked to, however long their grace. */
const LONGEST_MS = 2000;

/** The kubelet's part in a deletion: a pod on a node goes when its containers have ended. */
export function createPodKeeper(
  room: Room,
  clock: Clock,
  log: (line: string) => void,
): Keeper {
  const timers = new Map<string, NodeJS.Timeout>();
  const end = (event: StoreEvent) => {
    timers.delete(event.object.metadata.uid ?? '');
    const pod = newest(room, PODS, event.object);
    if (pod === undefined) {
      return;
    }
    if ((pod.metadata.finalizers ?? []).length === 0) {
      room.store.remove(PODS, pod);
    } else {
      room.store.put(PODS, {
        ...pod,
        metadata: { ...pod.metadata, deletionGracePeriodSeconds: 0 },
      });
    }
  };
  const endLater = (event: StoreEvent, ms: number) => {
    timers.set(
      event.object.metadata.uid ?? '',
      setTimeout(() => {
        try {
          end(event);
        } catch (error) {
          log(`pods: ${String(error)}`);
          endLater(event, LONGEST_MS);
        }
      }, ms),
    );
  };
  return {
    work: batch => {
      for (const event of batch) {
        const {
          uid = '',
          deletionTimestamp,
          deletionGracePeriodSeconds = 0,
        } = event.object.metadata;
        if (
          event.resource === PODS &&
          event.type !== 'DELETED' &&
          deletionTimestamp !== undefined &&
          deletionGracePeriodSeconds > 0 &&
          !timers.has(uid)
        ) {
          const delay = Math.min(deletionGracePeriodSeconds * 1000, LONGEST_MS);
          endLater(event, delay / clock.speed);
        }
      }
    },
    stop: () => timers.forEach(timer => clearTimeout(timer)),
  };
}
