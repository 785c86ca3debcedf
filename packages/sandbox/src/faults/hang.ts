import type { ServerResponse } from 'node:http';
import type { Gate } from '../apiserver/ApiServer';
import type { Fault } from './Fault';

/** Requests are taken and never answered; healing cuts them. Open watches go silent for good at the start: they are cut. */
export const hang: Fault = {
  name: 'hang',
  label: 'API hangs',
  explanation: 'The API server takes requests and never answers.',
  healing: 'when healed',
  parameters: [],
  describe: () => 'the API server takes requests and never answers',
  start: async cluster => {
    const held = new Set<ServerResponse>();
    let hits = 0;
    const gate: Gate = async (_request, response) => {
      held.add(response);
      hits += 1;
      response.on('close', () => held.delete(response));
      return 'handled';
    };
    cluster.server.gates.add(gate);
    cluster.server.cutConnections();
    return {
      hits: () => hits,
      heal: async () => {
        cluster.server.gates.delete(gate);
        held.forEach(response => response.destroy());
      },
    };
  },
};
