import type { Gate } from '../apiserver/ApiServer';
import { ApiError } from '../apiserver/status';
import { everyNth } from './everyNth';
import type { Fault } from './Fault';

/** A share of the requests is answered with an internal error. */
export const error500: Fault = {
  name: 'error-500',
  label: 'API errors',
  explanation:
    'A share of the requests to the API server ends in an internal error.',
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
    )} % of the requests end in an internal error`,
  start: async (cluster, order) => {
    const hit = everyNth(order.number('share'));
    let hits = 0;
    const gate: Gate = async () => {
      if (hit()) {
        hits += 1;
        throw new ApiError(
          500,
          'InternalError',
          'Internal error occurred: ordered by the fault "error-500" of the sandbox',
        );
      }
      return 'pass';
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
