import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from '../support/servers/services.ts';

/** A wire that can be bad: between a process and a server on this machine. */
export interface TcpProxy {
  readonly port: number;
  /** Milliseconds that each piece of data takes, in each direction. */
  delay: number;
  /** Ends every connection with a reset; how many. */
  cut(): number;
  /** Swallows all data from now on, without a word to either side, until `heal`. New connections open. */
  swallow(): void;
  /** Ends every connection, and each new one at once, until `heal`. */
  refuse(): void;
  /** Refuses nothing, swallows nothing; connections that lost data are reset. */
  heal(): void;
  close(): void;
}

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  lost: boolean;
}

export async function startProxy(target: number, delay = 0): Promise<TcpProxy> {
  const port = await freePort();
  const pairs = new Set<Pair>();
  let swallowing = false;
  let refusing = false;
  const proxy: TcpProxy = {
    port,
    delay,
    cut() {
      const all = [...pairs];
      for (const { near, far } of all) {
        near.resetAndDestroy();
        far.resetAndDestroy();
      }
      return all.length;
    },
    swallow() {
      swallowing = true;
    },
    refuse() {
      refusing = true;
      proxy.cut();
    },
    heal() {
      refusing = false;
      swallowing = false;
      for (const { near, far, lost } of pairs) {
        if (!lost) continue;
        near.resetAndDestroy();
        far.resetAndDestroy();
      }
    },
    close() {
      proxy.cut();
      server.close();
    },
  };
  const forward = (pair: Pair, from: Socket, to: Socket) => {
    from.on('data', (data) => {
      if (swallowing) {
        pair.lost = true;
        return;
      }
      if (proxy.delay === 0) to.write(data);
      else setTimeout(() => to.writable && to.write(data), proxy.delay);
    });
    // What is under way arrives before the end does.
    from.on('end', () => setTimeout(() => to.end(), proxy.delay));
    from.on('error', () => to.destroy());
    from.on('close', () => {
      pairs.delete(pair);
      setTimeout(() => to.destroy(), proxy.delay);
    });
  };
  const server: Server = createServer((near) => {
    if (refusing) return void near.resetAndDestroy();
    const far = connect(target, '127.0.0.1');
    const pair = { near, far, lost: false };
    pairs.add(pair);
    near.setNoDelay(true);
    far.setNoDelay(true);
    forward(pair, near, far);
    forward(pair, far, near);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return proxy;
}
