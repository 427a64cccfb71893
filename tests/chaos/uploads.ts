import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const PIECE = 4_096;
const PIECE_MS = 80;

/** The file a piece at a time, so that there is a middle in which something can fail. */
function slowly(file: string): ReadableStream<Uint8Array> {
  const content = readFileSync(file);
  let at = 0;
  return new ReadableStream({
    async pull(controller) {
      if (at >= content.length) return controller.close();
      await pause(PIECE_MS);
      controller.enqueue(new Uint8Array(content.subarray(at, at + PIECE)));
      at += PIECE;
    },
  });
}

/**
 * Sends a file, again and again with the same Idempotency-Key until it is taken, and waits until it is imported: what
 * a client does that must not lose anything. Each request goes to the next server, as behind a load balancer.
 * @param open false: give up
 * @throws Error when the server refuses it, or its import fails
 */
export async function sendFile(
  addresses: readonly string[],
  file: string,
  open: () => boolean,
): Promise<void> {
  const name = basename(file);
  const type = name.endsWith('.csv') ? 'text/csv' : 'application/x-ndjson';
  const headers = { 'content-type': type, 'idempotency-key': `chaos-${name}` };
  let at: string | null = null;
  for (let turn = 0; open(); turn++) {
    const address = addresses[turn % addresses.length]!;
    const answer: Response | null = await (at
      ? fetch(address + at, { signal: AbortSignal.timeout(10_000) })
      : fetch(`${address}/imports?name=${name}`, {
          ...{ method: 'POST', headers, body: slowly(file), duplex: 'half' },
          signal: AbortSignal.timeout(60_000),
        } as RequestInit)
    ).catch(() => null);
    const body: Upload | null = answer && ((await answer.json().catch(() => null)) as Upload | null);
    if (answer && body && answer.ok) {
      if (body.state === 'done') return;
      if (['failed', 'cancelled', 'broken_off'].includes(body.state)) throw new Error(JSON.stringify(body));
      at = body.url;
    } else if (answer && body && answer.status < 500) {
      throw new Error(`the server refused ${name}: ${JSON.stringify(body)}`);
    }
    await pause(200);
  }
}

interface Upload {
  readonly state: string;
  readonly url: string;
}

/** A webhook that takes everything. */
export class Webhook {
  readonly #server: Server;
  /** Bodies that came. */
  readonly bodies: string[] = [];

  constructor() {
    this.#server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      this.bodies.push(body);
      response.writeHead(200).end('ok');
    });
  }

  /** Its address. */
  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
