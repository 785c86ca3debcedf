import type { Fault } from './Fault';

/** Nobody listens: connections are refused, open ones are cut. */
export const refuse: Fault = {
  name: 'refuse',
  label: 'API unreachable',
  explanation: 'The API server refuses connections.',
  healing: 'when healed',
  parameters: [],
  describe: () => 'the API server refuses connections',
  start: async cluster => {
    await cluster.server.close();
    return { hits: () => 0, heal: () => cluster.server.reopen() };
  },
};
