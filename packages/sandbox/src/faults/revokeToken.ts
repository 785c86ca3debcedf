import type { Gate } from '../apiserver/ApiServer';
import { ApiError } from '../apiserver/status';
import { UserName, USERS } from '../state/credentials';
import type { Fault } from './Fault';

/** The token of one user is no longer accepted; its connections are cut, so that watches end too. */
export const revokeToken: Fault = {
  name: 'revoke-token',
  label: 'Token revoked',
  explanation: 'The token of a user is refused.',
  healing: 'when healed',
  parameters: [
    {
      name: 'user',
      label: 'User',
      type: 'text',
      default: 'penstock',
    },
  ],
  mark: order => order.text('user'),
  describe: order => `the token of ${order.text('user')} is refused`,
  start: async (cluster, order) => {
    const user = USERS.find(name => name === order.text('user'));
    if (user === undefined) {
      throw new Error(
        `There is no user "${order.text('user')}"; there are ${USERS.join(
          ', ',
        )}.`,
      );
    }
    const header = `Bearer ${tokenOf(cluster.access(user).token, user)}`;
    let hits = 0;
    const gate: Gate = async request => {
      if (request.headers.authorization === header) {
        hits += 1;
        throw new ApiError(401, 'Unauthorized', 'Unauthorized');
      }
      return 'pass';
    };
    cluster.server.gates.add(gate);
    cluster.server.cutConnections();
    return {
      hits: () => hits,
      heal: async () => {
        cluster.server.gates.delete(gate);
      },
    };
  },
};

function tokenOf(token: string, user: UserName): string {
  if (token === '') {
    throw new Error(`The user "${user}" has no token.`);
  }
  return token;
}
