import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openDatabase } from '../../../src/db/client.ts';
import { openQueuePool } from '../../../src/db/server/queue-pool.ts';
import { inspectRedis } from '../../../src/jobs/redis-check.ts';
import { verbatim } from '../../support/cli.ts';
import { makeDatabase } from '../../support/servers/database.ts';
import {
  type Certificate,
  makeCertificate,
  startTlsFront,
  type TlsFront,
} from '../../support/servers/tls-front.ts';

/** Servers that answer over TLS alone, with a certificate for `localhost` that only its own authority vouches for. */
let certificate: Certificate | null;
let made: Awaited<ReturnType<typeof makeDatabase>>;
let postgres: TlsFront;
let redis: TlsFront | null = null;

beforeAll(async () => {
  certificate = makeCertificate();
  if (!certificate && process.env.CI) throw new Error('CI must have openssl.');
  made = await makeDatabase();
  if (!certificate) return;
  postgres = await startTlsFront(new URL(made.url), certificate, true);
  const plain = inject('redis');
  if (plain) redis = await startTlsFront(new URL(plain), certificate, false);
});
afterAll(async () => {
  postgres?.close();
  redis?.close();
  certificate?.remove();
  await made.drop();
});

function address(parameters: Record<string, string>, host = 'localhost'): string {
  const url = new URL(made.url);
  url.hostname = host;
  url.port = String(postgres.port);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

const open = (url: string) => openDatabase(url, { connections: 1, name: 'tls' });

test('Postgres is believed when its certificate is vouched for and names it, else not', async ({ skip }) => {
  if (!certificate) return skip();
  const trusted = { sslmode: 'verify-full', sslrootcert: certificate.authority };
  const pool = await open(address(trusted));
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await pool.end();
  const queue = openQueuePool(address(trusted), 1);
  expect((await queue.query('select 2 as two')).rows).toEqual([{ two: 2 }]);
  await queue.end();
  const { encrypted } = postgres.seen;
  expect(encrypted).toBe(2);

  const refusals = [
    [address({ sslmode: 'verify-full' }), /unable to verify the first certificate|self-signed/],
    [address(trusted, '127.0.0.1'), /does not match certificate/],
  ] as const;
  for (const [url, detail] of refusals) {
    const error = await open(url).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'DATABASE_UNREACHABLE' });
    expect(error.message).toMatch(detail);
    expect(error.message).not.toContain(new URL(made.url).password || 'no password');
  }
  // Without sslmode nothing is encrypted, and a server that demands it says no.
  await expect(open(address({}))).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE' });
  expect(postgres.seen.plain).toBe(1);
});

test('rediss:// is believed when Node knows who vouches for it, else not', async ({ skip }) => {
  if (!certificate || !redis) return skip();
  const url = `rediss://localhost:${redis.port}`;
  const error = await inspectRedis(url).catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'QUEUE_UNREACHABLE' });
  expect(error.message).toMatch(/unable to verify the first certificate|self-signed/);

  const trusted = { sslmode: 'verify-full', sslrootcert: certificate.authority };
  const environment = {
    ...{ DATABASE_URL: address(trusted), REDIS_URL: url, NODE_EXTRA_CA_CERTS: certificate.authority },
    VERBATIM_SESSIONS: '1',
  };
  const { encrypted } = postgres.seen;
  const run = await verbatim(['run', '-', '--source', 's', '--json'], environment, 'text\nIt came late.\n');
  expect(run.code, run.stderr).toBe(0);
  expect(JSON.parse(run.stdout)).toMatchObject({ accepted: 1, analysed: 1 });
  expect(redis.seen.encrypted).toBeGreaterThan(1);
  expect(postgres.seen.encrypted).toBeGreaterThan(encrypted);
  expect(postgres.seen.plain).toBeLessThanOrEqual(1);
}, 300_000);
