import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../../src/db/client.ts';
import { migrate } from '../../../src/db/migrate.ts';
import { startEmbeddedServer, stopEmbeddedServer } from '../../../src/db/server/embedded-server.ts';
import { applyGrants } from '../../../src/db/server/grants.ts';
import { migrateQueue } from '../../../src/jobs/queue.ts';

/**
 * Postgres and Redis for the tests: the servers named by DATABASE_URL and REDIS_URL; else containers where a
 * Docker daemon answers; else the embedded Postgres and a redis-server from the PATH. Without any Redis the
 * Redis tests say so and are skipped, except in CI, where that is a failure.
 */
declare module 'vitest' {
  interface ProvidedContext {
    /** A server on which test files make their own databases. */
    postgres: string;
    /** The migrated database they are copies of. */
    template: string;
    redis: string | null;
  }
}

export type Stop = () => Promise<unknown> | unknown;

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stops: Stop[] = [];
  const docker = !(process.env.DATABASE_URL && process.env.REDIS_URL) && dockerAnswers();
  const postgres = process.env.DATABASE_URL ?? (await startPostgres(docker, stops));
  const redis = process.env.REDIS_URL ?? (await startRedis(docker, stops));
  if (!redis && process.env.CI) throw new Error('CI must have Redis: set REDIS_URL or install redis-server.');

  const template = `verbatim_template_${process.pid}`;
  const admin = await openDatabase(postgres, { connections: 1, name: 'tests' });
  await admin.query(`create database ${template}`);
  const database = await openDatabase(withDatabase(postgres, template), { connections: 2, name: 'tests' });
  await migrate(database, migrateQueue);
  await applyGrants(database);
  await database.end();
  stops.unshift(async () => {
    await admin.query(`drop database if exists ${template} with (force)`);
    await admin.end();
  });

  project.provide('postgres', postgres);
  project.provide('template', template);
  project.provide('redis', redis);
  return async () => {
    for (const stop of stops) await stop();
  };
}

/** The same server, another database. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

export function dockerAnswers(): boolean {
  try {
    execFileSync('docker', ['info'], { stdio: 'ignore', timeout: 5_000 });
    return true;
  } catch {
    return false;
  }
}

async function startPostgres(docker: boolean, stops: Stop[]): Promise<string> {
  if (docker) {
    const { GenericContainer, Wait } = await import('testcontainers');
    const container = await new GenericContainer('postgres:18')
      .withEnvironment({ POSTGRES_PASSWORD: 'verbatim' })
      .withExposedPorts(5432)
      .withWaitStrategy(Wait.forLogMessage(/ready to accept connections/, 2))
      .start();
    stops.push(() => container.stop());
    return `postgres://postgres:verbatim@${container.getHost()}:${container.getMappedPort(5432)}/postgres`;
  }
  const home = mkdtempSync(join(tmpdir(), 'verbatim-tests-'));
  stops.push(async () => {
    await stopEmbeddedServer(home);
    rmSync(home, { recursive: true, force: true });
  });
  return startEmbeddedServer(home);
}

/** A Redis of one's own, which may be flushed or killed. Null where there is none to start. */
export async function startRedis(
  docker: boolean,
  stops: Stop[],
  settings: readonly string[] = [],
): Promise<string | null> {
  if (docker) {
    const { GenericContainer } = await import('testcontainers');
    const container = await new GenericContainer('redis:8')
      .withExposedPorts(6379)
      .withCommand(['redis-server', ...settings])
      .start();
    stops.push(() => container.stop());
    return `redis://${container.getHost()}:${container.getMappedPort(6379)}`;
  }
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
  } catch {
    console.warn('Redis tests are skipped: no REDIS_URL, no Docker daemon, no redis-server on the PATH.');
    return null;
  }
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-redis-'));
  const server = spawn(
    'redis-server',
    [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      folder,
      ...settings,
    ],
    { stdio: 'ignore' },
  );
  stops.push(() => {
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  return `redis://127.0.0.1:${port}`;
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
