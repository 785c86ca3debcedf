import net from 'node:net';
import { once } from 'node:events';

/** Loopback ports on which nothing listens at this moment. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = net.createServer();
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  // All are held until all are known, so that no port is named twice.
  return Promise.all(
    servers.map(async server => {
      const address = server.address();
      if (address === null || typeof address === 'string') {
        throw new Error('A listening socket has no port.');
      }
      server.close();
      await once(server, 'close');
      return address.port;
    }),
  );
}
