import http from 'node:http';

/**
 * Serves the app on its own port by handing each request to the backend,
 * which injects the configuration of this run into the page.
 *
 * @param {{ port: number, backendPort: number }} options loopback ports
 * @returns {Promise<http.Server>}
 */
export function openFrontDoor({ port, backendPort }) {
  const server = http.createServer((request, response) => {
    const upstream = http.request(
      { host: '127.0.0.1', port: backendPort, method: request.method, path: request.url, headers: request.headers },
      answer => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    upstream.setTimeout(60_000, () => upstream.destroy(new Error('no answer within 60 s')));
    upstream.once('error', error => {
      if (!response.headersSent) response.writeHead(502, { 'content-type': 'text/plain' });
      response.end(`The backend on port ${backendPort} does not answer (${error.message}). It may still be starting: try again in a moment.\n`);
    });
    request.pipe(upstream);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
