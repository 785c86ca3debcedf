import type { Gate } from '../apiserver/ApiServer';
import { ApiError } from '../apiserver/status';
import { everyNth } from './everyNth';
import type { Fault } from './Fault';

/** A share of the requests is answered with an internal error. */
export const error500: Fault = {
  name: 'error-500',
  describe: order =>
    `${Math.round(order.share * 100)} % of the requests end in an internal error`,
  start: async (cluster, order) => {
    const hit = everyNth(order.share);
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
