import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../support/servers/services.ts';

/** A redis-server of the suite's own, that may be killed and started again on its port. */
export class RedisServer {
  readonly port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'verbatim-chaos-redis-'));
  #process: ChildProcess | null = null;

  private constructor(port: number) {
    this.port = port;
  }

  /** Null where there is no redis-server on the PATH. */
  static async open(): Promise<RedisServer | null> {
    try {
      execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    } catch {
      return null;
    }
    const server = new RedisServer(await freePort());
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const settings = { port: this.port, bind: '127.0.0.1', dir: this.#folder, save: '' };
    const durable = { appendonly: 'yes', appendfsync: 'always', 'maxmemory-policy': 'noeviction' };
    const flags = Object.entries({ ...settings, ...durable }).flatMap(([name, value]) => [
      `--${name}`,
      String(value),
    ]);
    this.#process = spawn('redis-server', flags, { stdio: 'ignore' });
    await this.ask((redis) => redis.ping());
  }

  /** kill -9. @param keep false: what it had on disk is gone, too, as with a Redis without persistence */
  async kill(keep: boolean): Promise<void> {
    const ended = new Promise((resolve) => this.#process?.once('exit', resolve));
    this.#process?.kill('SIGKILL');
    await ended;
    if (!keep) rmSync(join(this.#folder, 'appendonlydir'), { recursive: true, force: true });
  }

  /** Asks directly, not over a proxy. */
  async ask<T>(question: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(this.url, { maxRetriesPerRequest: 50, retryStrategy: () => 100 });
    redis.on('error', () => {});
    try {
      return await question(redis);
    } finally {
      redis.disconnect();
    }
  }

  /** Everything it holds, as it holds it. */
  contents(): Promise<Buffer> {
    return this.ask(async (redis) => {
      const dumps: Buffer[] = [];
      for (const key of await redis.keys('*')) {
        dumps.push(Buffer.from(key), (await redis.dumpBuffer(key)) ?? Buffer.alloc(0));
        if ((await redis.type(key)) === 'hash')
          dumps.push(Buffer.from(JSON.stringify(await redis.hgetall(key))));
      }
      return Buffer.concat(dumps);
    });
  }

  async stop(): Promise<void> {
    await this.kill(false);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
