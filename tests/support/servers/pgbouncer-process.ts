import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './services.ts';

/** Whether a PgBouncer is installed (apt install pgbouncer). */
export function isPgBouncerInstalled(): boolean {
  try {
    execFileSync('pgbouncer', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export interface PgBouncerOptions {
  readonly mode: 'transaction' | 'session';
  /** Connections to the server for each database. */
  readonly poolSize: number;
}

/** A PgBouncer before one Postgres, for all its databases. It may be killed and started again on its port. */
export class PgBouncer {
  readonly port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'verbatim-pgbouncer-'));
  #process: ChildProcess | null = null;

  private constructor(port: number) {
    this.port = port;
  }

  static async open(url: string, { mode, poolSize }: PgBouncerOptions): Promise<PgBouncer> {
    const { hostname, port, username, password } = new URL(url);
    const bouncer = new PgBouncer(await freePort());
    const settings = {
      ...{ listen_addr: '127.0.0.1', listen_port: bouncer.port, unix_socket_dir: '', auth_type: 'any' },
      ...{ pool_mode: mode, default_pool_size: poolSize, max_client_conn: 300, log_connections: 0 },
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
    const target = `host=${hostname} port=${port} user=${username} password=${decodeURIComponent(password)}`;
    chmodSync(bouncer.#folder, 0o755);
    writeFileSync(bouncer.#config, `[databases]\n* = ${target}\n[pgbouncer]\n${lines.join('\n')}\n`);
    chmodSync(bouncer.#config, 0o644);
    await bouncer.start();
    return bouncer;
  }

  get #config(): string {
    return join(this.#folder, 'pgbouncer.ini');
  }

  async start(): Promise<void> {
    // It refuses to run as root.
    const asUser =
      process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
    const [file, ...args] = [...asUser, 'pgbouncer', '--quiet', this.#config];
    const server = spawn(file!, args, { stdio: 'ignore', cwd: '/' });
    this.#process = server;
    while (!(await answers(this.port))) {
      if (server.exitCode !== null) throw new Error(`pgbouncer ended with ${server.exitCode}`);
      await sleep(50);
    }
  }

  /** Sends a signal: SIGUSR1 pauses it, SIGUSR2 resumes it. */
  signal(name: NodeJS.Signals): void {
    this.#process?.kill(name);
  }

  async kill(): Promise<void> {
    const server = this.#process;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGKILL');
    await ended;
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
