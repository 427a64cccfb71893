import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Database, openDatabase } from '../../src/db/client.ts';
import {
  embeddedServerState,
  startEmbeddedServer,
  stopEmbeddedServer,
} from '../../src/db/server/embedded-server.ts';
import { withDatabase } from '../support/servers/services.ts';

const DISK = '900m';

/**
 * A Postgres of the suite's own, on a small disk of its own where mounting is permitted (root), so that the disk can
 * be filled.
 */
export class PostgresServer {
  readonly home: string;
  readonly hasOwnDisk: boolean;
  #url = '';

  private constructor(home: string, hasOwnDisk: boolean) {
    this.home = home;
    this.hasOwnDisk = hasOwnDisk;
  }

  static async open(): Promise<PostgresServer> {
    const home = mkdtempSync(join(tmpdir(), 'verbatim-chaos-postgres-'));
    const server = new PostgresServer(home, mount(home));
    await server.start();
    return server;
  }

  get port(): number {
    return Number(new URL(this.#url).port);
  }

  /** Of a database, directly. */
  url(database: string): string {
    return withDatabase(this.#url, database);
  }

  async start(): Promise<void> {
    this.#url = await startEmbeddedServer(this.home);
  }

  /** Ends it: `fast` closes connections with a word, `immediate` is a crash, from which it recovers. */
  async stop(how: 'fast' | 'immediate'): Promise<void> {
    if (how === 'fast') {
      await stopEmbeddedServer(this.home);
      return;
    }
    const pid = Number(readFileSync(join(this.home, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGQUIT');
    for (let i = 0; i < 200 && isAlive(pid); i++) await pause(25);
  }

  /** Kills it without a word, and waits until whoever needs it has started it again. */
  async killAndAwait(): Promise<void> {
    const file = join(this.home, 'postgres/postmaster.pid');
    const pidNow = () => (existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0);
    const killed = pidNow();
    process.kill(killed, 'SIGKILL');
    for (let i = 0; i < 1_200; i++) {
      await pause(50);
      const now = pidNow();
      if (now !== 0 && now !== killed && embeddedServerState(this.home) === 'running') return;
    }
    throw new Error('nobody started the postmaster again within a minute');
  }

  /** Fills the disk to the last byte; the answer frees it again. */
  fillDisk(): () => void {
    const ballast = join(this.home, 'ballast');
    // Postgres goes on writing meanwhile: what is asked for may not be there any more.
    for (let piece = 2 ** 29; piece >= 4096; piece /= 2) {
      for (let n = 0; n < 8 && this.#grow(ballast, piece); n++);
    }
    return () => rmSync(ballast, { force: true });
  }

  #grow(file: string, bytes: number): boolean {
    if (statfsSync(this.home).bavail * statfsSync(this.home).bsize < bytes) return false;
    const size = existsSync(file) ? statSync(file).size : 0;
    const range = ['--offset', String(size), '--length', String(bytes), file];
    try {
      execFileSync('fallocate', range, { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  }

  async ask<T>(database: string, question: (database: Database) => Promise<T>): Promise<T> {
    const pool = await openDatabase(this.url(database), { connections: 1, name: 'chaos' });
    try {
      return await question(pool);
    } finally {
      await pool.end();
    }
  }

  async close(): Promise<void> {
    await stopEmbeddedServer(this.home).catch(() => {});
    if (this.hasOwnDisk) execFileSync('umount', ['--lazy', this.home]);
    rmSync(this.home, { recursive: true, force: true });
  }
}

function mount(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK},mode=755`, 'tmpfs', folder], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
