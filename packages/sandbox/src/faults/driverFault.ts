import type { Fault, FaultOrder } from './Fault';
import {
  DRIVER_MODES,
  DRIVER_OPERATIONS,
  type DriverOrder,
} from './StandingOrders';

/** The storage driver fails, hangs, is slow or refuses for good. */
export const driverFault: Fault = {
  name: 'driver',
  label: 'Storage driver',
  explanation:
    'One operation of the storage driver fails, gets no answer, is late or is refused for good.',
  healing: 'when healed',
  parameters: [
    {
      name: 'operation',
      label: 'Operation',
      type: 'text',
      choices: DRIVER_OPERATIONS,
      default: 'snapshot',
    },
    {
      name: 'mode',
      label: 'What goes wrong',
      type: 'text',
      choices: DRIVER_MODES,
      default: 'fail',
    },
    {
      name: 'at',
      label: 'Which half of an expansion goes wrong',
      type: 'text',
      choices: ['controller', 'node'],
      optional: true,
    },
    {
      name: 'above',
      label: 'Expansion: only above this size',
      type: 'text',
      optional: true,
    },
    {
      name: 'times',
      label: 'How many calls',
      type: 'number',
      least: 1,
      most: 1_000_000,
      optional: true,
    },
    {
      name: 'delayMs',
      label: 'Slow: milliseconds more',
      type: 'number',
      least: 0,
      most: 3_600_000,
      optional: true,
    },
  ],
  mark: order => order.text('operation'),
  describe: order =>
    `the driver's ${order.text('operation')}: ${order.text('mode')}`,
  start: async (cluster, order) => {
    const standing = cluster.orders.add(orderFrom(order));
    return {
      hits: () => standing.hits(),
      heal: async () => standing.lift(),
    };
  },
};

function orderFrom(order: FaultOrder): DriverOrder {
  const operation = DRIVER_OPERATIONS.find(
    name => name === order.text('operation'),
  );
  const mode = DRIVER_MODES.find(name => name === order.text('mode'));
  if (!operation || !mode) {
    throw new Error('"operation" and "mode" must be given.');
  }
  if (mode === 'infeasible' && !['expand', 'modify'].includes(operation)) {
    throw new Error(
      `A driver refuses for good only to expand or to modify, not "${operation}".`,
    );
  }
  const at = order.text('at');
  const times = order.numberIf('times');
  const delayMs = order.numberIf('delayMs');
  return {
    kind: 'driver',
    operation,
    mode,
    ...(at === 'node' || at === 'controller' ? { at } : {}),
    ...(order.text('above') ? { above: order.text('above') } : {}),
    ...(times === undefined ? {} : { times }),
    ...(delayMs === undefined ? {} : { delayMs }),
  };
}
