import type { Fault } from './Fault';

const DAY_SECONDS = 86_400;

/** The cluster's clock is wrong: every timestamp that its server and its controllers write. */
export const clockSkew: Fault = {
  name: 'clock-skew',
  label: 'Clock skewed',
  explanation:
    'The clock of the cluster is ahead or behind: all timestamps that its server and controllers write are shifted.',
  healing: 'when healed',
  parameters: [
    {
      name: 'seconds',
      label: 'Seconds ahead, or behind if negative',
      type: 'number',
      least: -DAY_SECONDS,
      most: DAY_SECONDS,
      default: 300,
    },
  ],
  describe: order =>
    `the clock is ${Math.abs(order.number('seconds'))} s ${
      order.number('seconds') < 0 ? 'behind' : 'ahead'
    }`,
  start: async (cluster, order) => {
    cluster.skew(order.number('seconds') * 1_000);
    return { hits: () => 0, heal: async () => cluster.skew(0) };
  },
};
