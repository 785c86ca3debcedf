import type { Gate } from '../apiserver/ApiServer';
import { everyNth } from './everyNth';
import type { Fault } from './Fault';

/** A share of the requests is turned away as priority and fairness does: 429, plain text, Retry-After. */
export const throttle: Fault = {
  name: 'throttle',
  label: 'API throttled',
  explanation:
    'A share of the requests to the API server is turned away with 429.',
  healing: 'when healed',
  parameters: [
    {
      name: 'share',
      label: 'Share of the requests, 0 to 1',
      type: 'number',
      least: 0,
      most: 1,
      default: 1,
    },
  ],
  describe: order =>
    `${Math.round(
      order.number('share') * 100,
    )} % of the requests are turned away with 429`,
  start: async (cluster, order) => {
    const hit = everyNth(order.number('share'));
    let hits = 0;
    const gate: Gate = async (_request, response) => {
      if (!hit()) {
        return 'pass';
      }
      hits += 1;
      response.writeHead(429, {
        'Content-Type': 'text/plain; charset=utf-8',
        'Retry-After': '2',
      });
      response.end('Too many requests, please try again later.\n');
      return 'handled';
    };
    cluster.server.gates.add(gate);
    return {
      hits: () => hits,
      heal: async () => {
        cluster.server.gates.delete(gate);
      },
    };
  },
};
