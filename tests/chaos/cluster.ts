import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { installationId } from '../../src/db/server/installation.ts';
import { openQueuePool } from '../../src/db/server/queue-pool.ts';
import { type AnalyseQueue, openQueue, type QueuePool } from '../../src/jobs/queue.ts';
import { PgBouncer } from '../support/servers/pgbouncer-process.ts';
import { freePort } from '../support/servers/services.ts';
import type { Corpus } from './corpus.ts';
import type { PostgresServer } from './postgres-server.ts';
import type { RedisServer } from './redis-server.ts';
import { SCRATCH } from './root.ts';
import { startProxy, type TcpProxy } from './tcp-proxy.ts';
import { sendFile, Webhook } from './uploads.ts';
import { clockFrom, sessionsFrom, VerbatimProcess } from './verbatim-process.ts';

export const LOCK_SECONDS = 3;
/** From then on a session run of a text is given up as hung. */
export const RUN_SECONDS = 5;

// A session run a text (corpus.ts), small batches: something is always under way.
const SETTINGS = {
  VERBATIM_SESSIONS: '1',
  VERBATIM_THREADS: '1',
  VERBATIM_TOKEN_BUDGET: '64',
  VERBATIM_CONCURRENCY: '2',
  VERBATIM_BATCH_CHARACTERS: '1500',
  VERBATIM_LOCK_SECONDS: String(LOCK_SECONDS),
  VERBATIM_SHUTDOWN_SECONDS: '10',
  VERBATIM_RUN_SECONDS: String(RUN_SECONDS),
};

export interface ClusterOptions {
  readonly postgres: PostgresServer;
  /** Null: the embedded default, all in Postgres. */
  readonly redis: RedisServer | null;
  readonly database: string;
  readonly corpus: Corpus;
  readonly workers: number;
  /** Files are sent to `verbatim serve` and a night follows, instead of one command for both. */
  readonly uploads?: boolean;
  /** A PgBouncer in transaction mode stands before Postgres. */
  readonly pooled?: boolean;
}

/**
 * Worker processes under a supervisor that starts them again, a command that imports and analyses, which somebody
 * repeats until it is done, and the wires between them and the servers.
 */
export class Cluster {
  readonly options: ClusterOptions;
  readonly workers: VerbatimProcess[] = [];
  driver: VerbatimProcess | null = null;
  /** How often the command was started. */
  attempts = 0;
  /** What must not happen whatever fails. */
  readonly violations: string[] = [];
  /** What the next command is started by; null: this process. */
  launcher: 'npx' | null = null;
  /** Two of uploads, on one folder. */
  readonly servers: VerbatimProcess[] = [];
  pooler: PgBouncer | null = null;
  /** What is being done by now. */
  phase: 'command' | 'uploads' | 'night' = 'command';
  readonly webhook = new Webhook();
  readonly #addresses: string[] = [];
  #hook = '';
  readonly #spool = mkdtempSync(join(SCRATCH, 'spool-'));
  wires: { readonly postgres: TcpProxy; readonly redis: TcpProxy } | null = null;
  readonly #ended: VerbatimProcess[] = [];
  readonly #orders = mkdtempSync(join(SCRATCH, 'sessions-'));
  readonly #clock = join(mkdtempSync(join(SCRATCH, 'clock-')), 'offset');
  #stopping = false;

  constructor(options: ClusterOptions) {
    this.options = options;
  }

  async open(): Promise<void> {
    const { postgres, redis, workers, pooled } = this.options;
    this.moveClock(0);
    if (pooled) this.pooler = await PgBouncer.open(postgres.url(''), { mode: 'transaction', poolSize: 8 });
    // A few milliseconds on the wire, as between machines.
    if (redis) {
      this.wires = {
        postgres: await startProxy(this.pooler?.port ?? postgres.port, 2),
        redis: await startProxy(redis.port, 1),
      };
    }
    for (let slot = 0; slot < workers; slot++) this.#startWorker(slot);
    if (!this.options.uploads) return;
    this.phase = 'uploads';
    this.#hook = await this.webhook.open();
    const settings = { VERBATIM_UPLOAD_FOLDER: this.#spool, VERBATIM_API_KEY: '', VERBATIM_RATE_LIMIT: '0' };
    for (let slot = 0; slot < 2; slot++) {
      const port = await freePort();
      this.#addresses.push(`http://127.0.0.1:${port}`);
      this.#keepUp(`server ${slot}`, () => {
        const server = new VerbatimProcess(['serve', '--port', String(port)], {
          ...this.environment,
          ...settings,
        });
        this.servers[slot] = server;
        return server;
      });
    }
  }

  get environment(): Record<string, string> {
    const { postgres, database, corpus } = this.options;
    const shared = { ...SETTINGS, VERBATIM_MODEL: corpus.model, VERBATIM_HOME: postgres.home };
    if (!this.wires) return { ...shared, DATABASE_URL: '', REDIS_URL: '' };
    const url = new URL(postgres.url(database));
    url.port = String(this.wires.postgres.port);
    return { ...shared, DATABASE_URL: url.href, REDIS_URL: `redis://127.0.0.1:${this.wires.redis.port}` };
  }

  /** Seconds that the clock of worker 0 is ahead. */
  moveClock(seconds: number): void {
    writeFileSync(this.#clock, seconds < 0 ? String(seconds) : `+${seconds}`);
  }

  /**
   * Orders a fault of the sessions of a worker (faulty-session.ts).
   * @returns false when none of them was at work within five seconds; the order is taken back
   */
  async orderSessionFault(slot: number, order: string): Promise<boolean> {
    const file = join(this.#orders, String(slot));
    writeFileSync(`${file}.new`, order);
    renameSync(`${file}.new`, file);
    if (order === 'lost') return true;
    for (let i = 0; i < 100 && existsSync(file); i++) await pause(50);
    const taken = !existsSync(file);
    this.endSessionFault(slot);
    return taken;
  }

  endSessionFault(slot: number): void {
    rmSync(join(this.#orders, String(slot)), { force: true });
  }

  #startWorker(slot: number): void {
    const sessions = sessionsFrom(join(this.#orders, String(slot)));
    const clock = slot === 0 ? clockFrom(this.#clock) : {};
    const preloads = [sessions.NODE_OPTIONS, clock.NODE_OPTIONS].filter((it) => it !== undefined).join(' ');
    this.#keepUp(`worker ${slot}`, () => {
      this.workers[slot] = new VerbatimProcess(['worker'], {
        ...{ ...this.environment, ...sessions, ...clock, NODE_OPTIONS: preloads },
      });
      return this.workers[slot];
    });
  }

  /** A supervisor: what ends is started again. */
  #keepUp(who: string, start: () => VerbatimProcess): void {
    const process = start();
    void process.ended.then(async () => {
      this.#ended.push(process);
      this.#look(process, who);
      if (this.#stopping) return;
      await pause(200);
      if (!this.#stopping) this.#keepUp(who, start);
    });
  }

  /** Repeats the command until it says that it is done. @throws Error when it is not within `limitMs` */
  async drive(limitMs: number): Promise<void> {
    const end = performance.now() + limitMs;
    const { files } = this.options.corpus;
    let args = ['run', ...files, '--json', ...(this.wires ? ['--no-worker'] : [])];
    if (this.options.uploads) {
      const open = () => !this.#stopping && performance.now() < end;
      await Promise.all(files.map((file) => sendFile(this.#addresses, file, open)));
      this.phase = 'night';
      args = [
        'nightly',
        '--no-worker',
        '--by',
        'region',
        '--period',
        'all',
        '--webhook',
        this.#hook,
        '--json',
      ];
    }
    while (!this.#stopping) {
      this.attempts++;
      const driver = new VerbatimProcess(args, this.environment, this.launcher);
      this.driver = driver;
      const late = setTimeout(() => driver.kill('SIGKILL'), Math.max(0, end - performance.now()));
      const { code } = await driver.ended;
      clearTimeout(late);
      this.#ended.push(driver);
      this.#look(driver, 'the command');
      if (code === 0 || code === 3) return;
      if (code === 2) throw new Error(`the command ended with exit code 2: ${driver.stderr.slice(-600)}`);
      if (performance.now() > end)
        throw new Error(`not done in time; last said: ${driver.stderr.slice(-600)}`);
      await pause(200);
    }
  }

  #look(process: VerbatimProcess, who: string): void {
    for (const line of process.bugs) this.violations.push(`${who} printed: ${line}`);
    const crashed = process.exit?.signal;
    const expected = ['SIGKILL', 'SIGTERM', this.options.corpus.deadly, null, undefined];
    if (!expected.includes(crashed as never)) this.violations.push(`${who} ended by ${crashed}`);
  }

  /** Files that a server has taken and not let go of. */
  get spooled(): string[] {
    return readdirSync(this.#spool).filter((name) => !name.endsWith('.part'));
  }

  /** The queue of the model, asked directly. */
  async withQueue<T>(modelHash: string, work: (queue: AnalyseQueue) => Promise<T>): Promise<T> {
    const { postgres, redis, database } = this.options;
    const installation = await postgres.ask(database, installationId);
    const pool = redis ? null : openQueuePool(postgres.url(database), 3);
    const target = redis
      ? ({ kind: 'redis', url: redis.url, installation } as const)
      : ({ kind: 'postgres', pool: pool as unknown as QueuePool, installation } as const);
    const queue = openQueue(target, modelHash);
    try {
      return await work(queue);
    } finally {
      await queue.close();
      await pool?.end();
    }
  }

  /** Everything that any process has printed. */
  get printed(): string {
    const all = [
      ...this.#ended,
      ...this.workers,
      ...[this.driver, ...this.servers].filter((it) => it !== null),
    ];
    return all.map(({ stdout, stderr }) => stdout + stderr).join('\n');
  }

  /** Workers must end by themselves when told to. */
  async close(): Promise<void> {
    this.#stopping = true;
    this.driver?.kill('SIGKILL');
    const kept: [string, VerbatimProcess][] = this.workers.map((it, slot) => [`worker ${slot}`, it]);
    for (const [slot, server] of this.servers.entries()) kept.push([`server ${slot}`, server]);
    for (const [, process] of kept) {
      process.kill('SIGCONT');
      process.kill('SIGTERM');
    }
    await Promise.race([Promise.all(kept.map(([, { ended }]) => ended)), pause(45_000)]);
    for (const [who, process] of kept) {
      if (process.exit === null) this.violations.push(`${who} did not end 45 s after SIGTERM`);
      process.kill('SIGKILL');
    }
    this.webhook.close();
    this.wires?.postgres.close();
    this.wires?.redis.close();
    await this.pooler?.close();
  }
}
