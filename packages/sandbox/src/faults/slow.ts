import { setTimeout as wait } from 'node:timers/promises';
import type { Gate } from '../apiserver/ApiServer';
import type { Fault } from './Fault';

/** Every answer waits; healing lets the waiting ones go at once. */
export const slow: Fault = {
  name: 'slow',
  label: 'API slow',
  explanation: 'Every answer of the API server waits.',
  healing: 'when healed',
  parameters: [
    {
      name: 'delayMs',
      label: 'Wait in milliseconds',
      type: 'number',
      least: 0,
      most: 600_000,
      default: 3_000,
    },
  ],
  describe: order => `every answer waits ${order.number('delayMs')} ms`,
  start: async (cluster, order) => {
    const healed = new AbortController();
    let hits = 0;
    const gate: Gate = async () => {
      hits += 1;
      await wait(order.number('delayMs'), undefined, {
        signal: healed.signal,
      }).catch(() => undefined);
      return 'pass';
    };
    cluster.server.gates.add(gate);
    return {
      hits: () => hits,
      heal: async () => {
        cluster.server.gates.delete(gate);
        healed.abort();
      },
    };
  },
};
