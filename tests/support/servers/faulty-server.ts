import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/**
 * An HTTP server that answers as a test says, to force a fault or a page that no server has at hand.
 * @param answer `at` counts requests from 0
 */
export async function faultyServer(
  answer: (request: IncomingMessage, response: ServerResponse, at: number) => void,
) {
  const requests: { readonly url: string; readonly headers: IncomingMessage['headers'] }[] = [];
  const server = createServer((request, response) => {
    const at = requests.length;
    requests.push({ url: request.url ?? '', headers: request.headers });
    request.resume().on('end', () => answer(request, response, at));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}
