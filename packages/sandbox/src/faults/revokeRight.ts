import type { Gate } from '../apiserver/ApiServer';
import { ApiError } from '../apiserver/status';
import { USERS } from '../state/credentials';
import type { Fault } from './Fault';

const READS = ['GET', 'HEAD', 'OPTIONS'];
/** As the API server words a denial, by which a missing right is told from a rule of admission. */
const VERBS: Readonly<Record<string, string>> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** A user may no longer write one kind of object, or any. */
export const revokeRight: Fault = {
  name: 'revoke-right',
  label: 'Right revoked',
  explanation: 'A user may no longer write objects of one resource, or of any.',
  healing: 'when healed',
  parameters: [
    { name: 'user', label: 'User', type: 'text', default: 'penstock' },
    {
      name: 'resource',
      label: 'Resource such as volumesnapshots; * for all',
      type: 'text',
      default: '*',
    },
  ],
  mark: order => `${order.text('user')}/${order.text('resource')}`,
  describe: order =>
    `${order.text('user')} may not write ${order.text('resource')}`,
  start: async (cluster, order) => {
    const user = USERS.find(name => name === order.text('user'));
    if (user === undefined) {
      throw new Error(
        `There is no user "${order.text('user')}"; there are ${USERS.join(
          ', ',
        )}.`,
      );
    }
    const resource = order.text('resource');
    const header = `Bearer ${cluster.access(user).token}`;
    let hits = 0;
    const gate: Gate = async request => {
      const [path] = (request.url ?? '').split('?');
      const isMeant = resource === '*' || path.split('/').includes(resource);
      if (
        request.headers.authorization === header &&
        !READS.includes(request.method ?? '') &&
        isMeant
      ) {
        hits += 1;
        throw new ApiError(
          403,
          'Forbidden',
          `${path} is forbidden: User "${user}" cannot ${
            VERBS[request.method ?? ''] ?? 'write'
          } resource "${resource}": ordered by the fault "revoke-right" of the sandbox`,
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
