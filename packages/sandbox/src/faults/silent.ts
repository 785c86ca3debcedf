import type { Fault } from './Fault';
import { SILENCEABLE } from './StandingOrders';

/** A controller sees everything and does nothing. */
export const silent: Fault = {
  name: 'silent',
  label: 'Controller silent',
  explanation: 'A controller sees everything and does nothing.',
  healing: 'when healed',
  parameters: [
    {
      name: 'controller',
      label: 'Controller',
      type: 'text',
      choices: SILENCEABLE,
      default: 'snapshots',
    },
  ],
  mark: order => order.text('controller'),
  describe: order => `the controller ${order.text('controller')} does nothing`,
  start: async (cluster, order) => {
    const controller = SILENCEABLE.find(
      name => name === order.text('controller'),
    );
    if (!controller) {
      throw new Error('"controller" must be given.');
    }
    const standing = cluster.orders.add({ kind: 'silent', controller });
    return { hits: () => standing.hits(), heal: async () => standing.lift() };
  },
};
