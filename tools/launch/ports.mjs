import net from 'node:net';
import { Remedy } from './say.mjs';

/** @returns {Promise<boolean>} whether nothing listens on this loopback port */
export function isFree(port) {
  return new Promise(resolve => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/**
 * @param {Record<string, number>} ports what each port is for
 * @throws {Remedy} naming each taken port and how to find its owner
 */
export async function requireFreePorts(ports) {
  const taken = [];
  for (const [purpose, port] of Object.entries(ports)) {
    if (!(await isFree(port))) taken.push(`Port ${port} (${purpose}) is taken`);
  }
  if (taken.length === 0) return;
  throw new Remedy(
    `${taken.join('.\n')}.\nIs the demo running already? Otherwise find the program with "lsof -i :PORT" and stop it.`,
  );
}

/**
 * Loopback ports that are free now, for a demo beside others.
 *
 * @param {string[]} names what they are for
 * @returns {Promise<Record<string, number>>}
 */
export async function freePorts(names) {
  const one = async () => {
    const server = net.createServer();
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    return server;
  };
  // All at once, so that no two are the same.
  const servers = await Promise.all(names.map(one));
  const ports = servers.map(server => server.address().port);
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))));
  return Object.fromEntries(names.map((name, index) => [name, ports[index]]));
}
